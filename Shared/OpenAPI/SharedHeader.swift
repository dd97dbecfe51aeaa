// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// A header field of answers.
enum SharedHeader: String, CaseIterable {
    case requestID = "X-Request-Id"
    case entityTag = "ETag"
    case location = "Location"
    case disposition = "Content-Disposition"
    case rateLimit = "RateLimit"
    case rateLimitPolicy = "RateLimit-Policy"
    case retryAfter = "Retry-After"
    case challenge = "WWW-Authenticate"

    /// The members of an answer's `headers`.
    static func references(_ headers: [SharedHeader]) -> JSONValue {
        .object(
            headers.map { header in
                JSONValue.Member(
                    name: header.rawValue,
                    value: .object(["$ref": .string("#/components/headers/\(header.rawValue)")]))
            })
    }

    static let components = JSONValue.object(
        allCases.map { header in
            JSONValue.Member(
                name: header.rawValue,
                value: .object([
                    "description": .string(header.description), "required": .boolean(header.isAlwaysThere),
                    "schema": header.schema.json,
                ]))
        })

    /// Whether every answer that lists it has it.
    private var isAlwaysThere: Bool {
        switch self {
        case .requestID, .entityTag, .location, .disposition, .challenge: true
        case .rateLimit, .rateLimitPolicy, .retryAfter: false
        }
    }

    private var schema: Schema {
        switch self {
        case .retryAfter: .integer(1...)
        case .location: .string(format: "uri")
        case .requestID, .entityTag, .disposition, .rateLimit, .rateLimitPolicy, .challenge: .string()
        }
    }

    private var description: String {
        switch self {
        case .requestID: "Names the request, also in the `instance` of a problem and in the logs."
        case .entityTag: "The version, in quotes."
        case .location: "Where to go."
        case .disposition: "The name of the file."
        case .rateLimit: "What is left of the limit (IETF RateLimit header fields); on limited answers."
        case .rateLimitPolicy: "The limit that holds (IETF RateLimit header fields); on limited answers."
        case .retryAfter: "Seconds after which asking again makes sense."
        case .challenge: "How to authorize."
        }
    }
}
