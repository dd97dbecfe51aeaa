// SPDX-License-Identifier: Apache-2.0
import AMQP
import Configuration

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
        broker = try AMQPAddress(url: Self.required(reader, "amqp.url", "AMQP_URL", isSecret: true))
        keys = try KeyOrigin(file: Self.text(reader, "jwks.file"), url: Self.text(reader, "jwks.url"))
        keyRefresh = .seconds(
            try Self.number(reader, "jwks.refresh.seconds", "JWKS_REFRESH_SECONDS", 10...3600, default: 30))
        host = reader.string(forKey: "http.host", default: "127.0.0.1")
        port = try Self.number(reader, "http.port", "HTTP_PORT", 0...65_535, default: 8080)
        idleSeconds = try Self.number(reader, "http.idle.seconds", "HTTP_IDLE_SECONDS", 1...3600, default: 75)
        connections = try Self.number(reader, "http.connections", "HTTP_CONNECTIONS", 1...1_000_000, default: 10_000)
        drainSeconds = try Self.number(reader, "http.drain.seconds", "HTTP_DRAIN_SECONDS", 0...10, default: 0)
        requestsLimit = try Self.number(reader, "requests.limit", "REQUESTS_LIMIT", 1...1_000_000, default: 1024)
        tokens = TokenRules(issuer: Self.text(reader, "jwt.issuer"), audience: Self.text(reader, "jwt.audience"))
        proxies = try TrustedProxies(Self.text(reader, "trusted.proxies") ?? "")
        limitPerSubject = try RequestRate(
            Self.text(reader, "limit.per.subject") ?? "1000/10", of: "LIMIT_PER_SUBJECT")
        limitPerAddress = try RequestRate(Self.text(reader, "limit.per.address") ?? "200/10", of: "LIMIT_PER_ADDRESS")
        origins = try CrossOrigins(Self.text(reader, "cors.origins") ?? "")
    }

    private static func text(_ reader: ConfigReader, _ key: ConfigKey, isSecret: Bool = false) -> String? {
        let text = reader.string(forKey: key, isSecret: isSecret)
        return text == "" ? nil : text
    }

    private static func required(
        _ reader: ConfigReader, _ key: ConfigKey, _ name: String, isSecret: Bool = false
    ) throws(ConfigurationFault) -> String {
        guard let text = text(reader, key, isSecret: isSecret) else {
            throw ConfigurationFault("\(name): is required")
        }
        return text
    }

    private static func number(
        _ reader: ConfigReader, _ key: ConfigKey, _ name: String, _ bounds: ClosedRange<Int>, default standard: Int
    ) throws(ConfigurationFault) -> Int {
        guard let text = text(reader, key) else { return standard }
        guard let number = Int(text), bounds.contains(number) else {
            throw ConfigurationFault("\(name): must be a number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }
}

/// A variable of the environment that can't be used; its text names the variable and what it takes, never a secret.
struct ConfigurationFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
