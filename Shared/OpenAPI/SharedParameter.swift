// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// A header field of requests that many operations read.
enum SharedParameter: String, CaseIterable {
    case idempotencyKey = "Idempotency-Key"
    case ifMatch = "If-Match"
    case ifNoneMatch = "If-None-Match"
    case requestID = "X-Request-Id"
    case traceContext = "traceparent"

    var reference: JSONValue {
        .object(["$ref": .string("#/components/parameters/\(rawValue)")])
    }

    static let components = JSONValue.object(
        allCases.map { parameter in
            JSONValue.Member(
                name: parameter.rawValue,
                value: .object([
                    "name": .string(parameter.rawValue), "in": .string("header"),
                    "description": .string(parameter.description), "schema": parameter.schema.json,
                ]))
        })

    private var schema: Schema {
        switch self {
        case .idempotencyKey: .string(pattern: "^[!-~]{1,255}$")
        case .ifMatch, .ifNoneMatch, .requestID, .traceContext: .string()
        }
    }

    private var description: String {
        switch self {
        case .idempotencyKey:
            "1 to 255 visible ASCII characters. Asking again with the same key never acts twice."
        case .ifMatch: "Entity tags of the versions to act on, or `*`; any other version is 412."
        case .ifNoneMatch: "Entity tags of the versions that are known already; one of them is answered 304."
        case .requestID: "Echoed in the answer where it is 1 to 128 letters, digits, dots, dashes and underscores."
        case .traceContext: "W3C trace context, continued through every service."
        }
    }
}
