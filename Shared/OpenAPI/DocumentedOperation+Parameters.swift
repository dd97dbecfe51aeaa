// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

extension DocumentedOperation {
    /// Those of the path, of the query, and the header fields.
    var parameters: [JSONValue] {
        let path = pathNames.compactMap { name in input.fields.first { $0.name == name } }
        let query = route.body == .none ? input.fields.filter { !pathNames.contains($0.name) } : []
        return path.map { parameter($0, in: "path", isRequired: true) }
            + query.map { parameter($0, in: "query", isRequired: $0.isRequired) }
            + headers.map(\.reference)
    }

    private var headers: [SharedParameter] {
        var headers: [SharedParameter] = []
        if kind == .command {
            headers.append(.idempotencyKey)
        }
        if problems.contains(.stale) {
            headers.append(.ifMatch)
        }
        if isConditional {
            headers.append(.ifNoneMatch)
        }
        return headers + [.requestID, .traceContext]
    }

    /// Whether a client that has the answer already can be told so.
    var isConditional: Bool {
        guard case .document(_, isVersioned: true) = reply else { return false }
        return route.method == .get
    }

    private func parameter(_ field: Schema.Field, in place: String, isRequired: Bool) -> JSONValue {
        let isList = field.schema.json["type"] == .string("array")
        let schema = (field.schema.json.members ?? []).filter { $0.name != "description" }
        return .object(
            [
                member("name", .string(field.name)), member("in", .string(place)),
                member("description", field.schema.json["description"]),
                member("required", isRequired ? .boolean(true) : nil),
                member("style", isList ? .string("form") : nil), member("explode", isList ? .boolean(false) : nil),
                member("schema", .object(schema)),
            ].compactMap(\.self))
    }
}
