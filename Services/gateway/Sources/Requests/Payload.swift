// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// The fields of an operation as one JSON object, made from body, query and path.
enum Payload {
    /// Of a route with a body: the decoded body encoded again, with the path's parameters laid over its members.
    ///
    /// What the client sent is never passed on as it is (native-clients.md 2.3).
    /// - Throws: `malformed-body` for anything but one JSON object within the limits.
    static func object(_ body: [UInt8], path: [(name: String, value: String)]) throws(Problem) -> [UInt8] {
        let value: JSONValue
        do {
            value = try JSONValue.parse(body)
        } catch {
            throw Problem(.malformedBody, "The body is not acceptable: \(error.description).")
        }
        guard case .object(let members) = value else {
            throw Problem(.malformedBody, "The body must be a JSON object.")
        }
        guard !path.isEmpty else { return value.bytes }
        let names = path.map(\.name)
        return JSONValue.object(
            members.filter { !names.contains($0.name) } + path.map { .init(name: $0.name, value: .string($0.value)) }
        ).bytes
    }

    /// Of a route without a body: query and path as strings, the path's laid over the query's.
    static func strings(query: QueryParameters, path: [(name: String, value: String)]) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.object { json in
            for (name, value) in query.values where !path.contains(where: { $0.name == name }) {
                json.member(named: name, .string(value))
            }
            for (name, value) in path {
                json.member(named: name, .string(value))
            }
        }
        return json.bytes
    }
}
