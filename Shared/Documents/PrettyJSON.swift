// SPDX-License-Identifier: Apache-2.0
import JSON

/// JSON for files that people read and compare: two spaces, members in their order.
enum PrettyJSON {
    static func text(_ value: JSONValue) -> String {
        lines(value, indent: "") + "\n"
    }

    private static func lines(_ value: JSONValue, indent: String) -> String {
        let inner = indent + "  "
        switch value {
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + self.lines($0, indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { "\(inner)\(scalar(.string($0.name))): \(self.lines($0.value, indent: inner))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        case .null, .boolean, .number, .string, .array, .object:
            return scalar(value)
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        var json = JSONWriter()
        json.value(value)
        return json.text
    }
}
