// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import ServiceProcess

/// The origins whose pages may read answers (CORS, https://fetch.spec.whatwg.org); nobody's by default.
///
/// Tokens travel in `Authorization`, never in cookies, so credentials are not allowed to anyone.
struct CrossOrigins: Sendable {
    static let none = CrossOrigins(origins: [])

    /// How long a browser may remember a preflight.
    private static let maxAge = "3600"
    /// Fields of requests beyond those that every page may send.
    private static let requestFields =
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, traceparent"
    /// Fields of answers beyond those that every page may read.
    private static let answerFields = "ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id"

    private let origins: Set<String>

    private init(origins: Set<String>) {
        self.origins = origins
    }

    /// - Parameter list: origins exactly as browsers send them, such as `https://app.example`, separated by commas.
    /// - Throws: ``ConfigurationFault`` naming the entry that is none.
    init(_ list: String) throws(ConfigurationFault) {
        var origins: Set<String> = []
        for entry in list.split(separator: ",") {
            let words = entry.split(separator: " ").map(String.init)
            guard words.count == 1, let origin = words.first, Self.isOrigin(origin) else {
                throw ConfigurationFault("CORS_ORIGINS: \"\(entry)\" is no origin such as https://app.example")
            }
            origins.insert(origin)
        }
        self.origins = origins
    }

    /// What every answer to a request says of who may read it.
    func fields(for headers: HTTPFields) -> HTTPFields {
        guard !origins.isEmpty else { return [:] }
        // Caches have to tell the answers for one origin from those for another.
        guard let origin = admitted(headers) else { return [.vary: "Origin"] }
        return [.vary: "Origin", .accessControlAllowOrigin: origin, .accessControlExposeHeaders: Self.answerFields]
    }

    /// What a browser that asks before the request itself is told; nil where the request is no such question from an
    /// origin on the list.
    ///
    /// - Parameter methods: those of the path.
    func preflight(_ request: HTTPRequest, methods: [Route.Method]) -> HTTPFields? {
        guard request.method == .options, request.headerFields.contains(.accessControlRequestMethod),
            admitted(request.headerFields) != nil
        else { return nil }
        return [
            .accessControlAllowMethods: methods.map(\.rawValue).joined(separator: ", "),
            .accessControlAllowHeaders: Self.requestFields, .accessControlMaxAge: Self.maxAge,
        ]
    }

    private func admitted(_ headers: HTTPFields) -> String? {
        headers[.origin].flatMap { origins.contains($0) ? $0 : nil }
    }

    /// Scheme, host and at most a port, in lower case: what a browser makes of an address before it sends it.
    private static func isOrigin(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z][a-z0-9+.\-]*:\/\/([a-z0-9.\-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/) != nil
    }
}
