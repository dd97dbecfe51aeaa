// SPDX-License-Identifier: Apache-2.0
import JSON

/// Schemas in words.
extension ReferenceHTML {
    /// What a reference points to, everything else as it is.
    func resolved(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.text else { return value }
        return reference.split(separator: "/").dropFirst().reduce(Optional(document)) { $0?[String($1)] } ?? value
    }

    /// The members of an object, those of objects within it included, and the rules across them.
    func fields(of schema: JSONValue, _ label: String) -> String {
        let rules = (schema["allOf"]?.elements ?? []).compactMap(rule).map { "<li>\($0)</li>" }
        let list = rules.isEmpty ? "" : "\n<ul>\n\(rules.joined(separator: "\n"))\n</ul>"
        return table(label, ["Name", "Needed", "Form", "Meaning"], rows(of: schema, within: "")) + list
    }

    private func rows(of schema: JSONValue, within path: String) -> [[String]] {
        let required = schema["required"]?.elements ?? []
        return (schema["properties"]?.members ?? []).flatMap { member in
            let name = path + member.name
            let row = [
                "<code>\(escaped(name))</code>", need(required.contains(.string(member.name))),
                words(for: member.value), marked(member.value["description"]),
            ]
            return [row] + rows(of: member.value, within: "\(name).")
        }
    }

    /// The form of a value: its kind, its bounds, the words it may be.
    func words(for schema: JSONValue) -> String {
        if let name = schema["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            return "<a href=\"#form-\(escaped(name))\">\(escaped(name))</a>"
        }
        if let choices = schema["anyOf"]?.elements {
            return choices.map(words).joined(separator: " or ")
        }
        let kinds = schema["type"]?.elements ?? schema["type"].map { [$0] } ?? []
        let words = kinds.compactMap(\.text).map { kind in
            kind == "array" ? "array of \(schema["items"].map(self.words) ?? "anything")" : escaped(kind)
        }
        return ([words.joined(separator: " or ")] + details(of: schema)).joined(separator: ", ")
    }

    private func details(of schema: JSONValue) -> [String] {
        var details: [String] = []
        if let format = schema["format"]?.text {
            details.append(escaped(format))
        }
        if let choices = schema["enum"]?.elements {
            details.append(choices.compactMap(\.text).map { "<code>\(escaped($0))</code>" }.joined(separator: ", "))
        }
        details += [
            ("minLength", "maxLength", "characters"), ("minItems", "maxItems", "entries"), ("minimum", "maximum", ""),
        ]
        .compactMap { least, most, unit in
            bounds(schema[least]?.integer, schema[most]?.integer, unit)
        }
        if let example = schema["examples"]?.elements?.first?.text {
            details.append("such as <code>\(escaped(example))</code>")
        }
        return details
    }

    private func bounds(_ least: Int64?, _ most: Int64?, _ unit: String) -> String? {
        let unit = unit.isEmpty ? "" : " \(unit)"
        return switch (least, most) {
        case (let least?, let most?): least == most ? "\(least)\(unit)" : "\(least) to \(most)\(unit)"
        case (let least?, nil): "at least \(least)\(unit)"
        case (nil, let most?): "at most \(most)\(unit)"
        case (nil, nil): nil
        }
    }

    private func rule(_ rule: JSONValue) -> String? {
        if let choices = rule["oneOf"]?.elements {
            let names = choices.compactMap { $0["required"]?.elements?.first?.text }
            return "Exactly one of \(codes(names)) is needed."
        }
        guard let condition = rule["if"]?["properties"]?.members?.first,
            let needed = rule["then"]?["properties"]?.members?.first
        else { return nil }
        let inner = needed.value["required"]?.elements?.compactMap(\.text) ?? []
        let name = inner.first.map { "\(needed.name).\($0)" } ?? needed.name
        let words = condition.value["enum"]?.elements?.compactMap(\.text) ?? []
        return "\(codes([name])) is needed where \(codes([condition.name])) is one of \(codes(words))."
    }

    private func codes(_ names: [String]) -> String {
        names.map { "<code>\(escaped($0))</code>" }.joined(separator: ", ")
    }
}
