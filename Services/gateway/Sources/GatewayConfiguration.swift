// SPDX-License-Identifier: Apache-2.0
import AMQP
import Configuration
import ServiceProcess

/// What the gateway is told by its environment.
///
/// | variable | type | default | meaning |
/// |---|---|---|---|
/// | `AMQP_URL` | URL | required | the broker, with the gateway's own user; several nodes separated by commas |
/// | `JWKS_FILE` | path | this or the next | the public keys of tokens; looked at every second |
/// | `JWKS_URL` | URL | this or the one before | the same behind a URL; `https` unless the way there is trusted |
/// | `JWKS_REFRESH_SECONDS` | 10–3600 | 30 | a key that was removed behind `JWKS_URL` is believed at most so much longer |
/// | `HTTP_HOST` | address | 127.0.0.1 | where to listen |
/// | `HTTP_PORT` | 0–65535 | 8080 | where to listen |
/// | `HTTP_IDLE_SECONDS` | 1–3600 | 75 | a connection without a request is closed after it |
/// | `HTTP_CONNECTIONS` | 1–1000000 | 10000 | connections at a time; more wait to be accepted |
/// | `HTTP_DRAIN_SECONDS` | 0–10 | 0 | at shutdown, requests are accepted so much longer while not ready |
/// | `REQUESTS_LIMIT` | 1–1000000 | 1024 | requests that may wait for one service; more are refused with 503 at once |
/// | `JWT_ISSUER`, `JWT_AUDIENCE` | text | unchecked | required `iss` and `aud` |
/// | `TRUSTED_PROXIES` | addresses and networks | none | whose `X-Forwarded-For` is believed |
/// | `LIMIT_PER_SUBJECT` | requests | 1000/10 | per token subject and replica: `N` a second, or `N/SECONDS` |
/// | `LIMIT_PER_ADDRESS` | requests | 200/10 | the same per client address, where no token was accepted or asked for |
/// | `CORS_ORIGINS` | origins | none | whose pages may call, exactly as browsers send it, separated by commas |
struct GatewayConfiguration: Sendable {
    let broker: AMQPAddress
    let keys: KeyOrigin
    let keyRefresh: Duration
    let host: String
    let port: Int
    let idleSeconds: Int
    let connections: Int
    let drainSeconds: Int
    let requestsLimit: Int
    let tokens: TokenRules
    let proxies: TrustedProxies
    let limitPerSubject: RequestRate
    let limitPerAddress: RequestRate
    let origins: CrossOrigins

    /// - Throws: ``ConfigurationFault`` or the broker address's failure, naming the variable and what it takes.
    init(_ reader: ConfigReader) throws {
        guard let url = reader.text("amqp.url", isSecret: true) else {
            throw ConfigurationFault("AMQP_URL: is required")
        }
        broker = try AMQPAddress(url: url)
        keys = try KeyOrigin(file: reader.text("jwks.file"), url: reader.text("jwks.url"))
        keyRefresh = .seconds(try reader.number("jwks.refresh.seconds", in: 10...3600, default: 30))
        host = reader.string(forKey: "http.host", default: "127.0.0.1")
        port = try reader.number("http.port", in: 0...65_535, default: 8080)
        idleSeconds = try reader.number("http.idle.seconds", in: 1...3600, default: 75)
        connections = try reader.number("http.connections", in: 1...1_000_000, default: 10_000)
        drainSeconds = try reader.number("http.drain.seconds", in: 0...10, default: 0)
        requestsLimit = try reader.number("requests.limit", in: 1...1_000_000, default: 1024)
        tokens = TokenRules(issuer: reader.text("jwt.issuer"), audience: reader.text("jwt.audience"))
        proxies = try TrustedProxies(reader.text("trusted.proxies") ?? "")
        limitPerSubject = try RequestRate(reader.text("limit.per.subject") ?? "1000/10", of: "LIMIT_PER_SUBJECT")
        limitPerAddress = try RequestRate(reader.text("limit.per.address") ?? "200/10", of: "LIMIT_PER_ADDRESS")
        origins = try CrossOrigins(reader.text("cors.origins") ?? "")
    }
}
