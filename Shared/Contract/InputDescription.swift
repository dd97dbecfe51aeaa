// SPDX-License-Identifier: Apache-2.0

/// What a reader of fields asks for: the fields with their forms, and the rules across them.
package struct InputDescription: Sendable {
    /// In the order in which they are read.
    package private(set) var fields: [Schema.Field] = []
    private var rules: [Schema] = []

    /// Runs a reader on no input at all and notes what it asks for.
    package init(of reader: (inout Input) -> Void) {
        var input = Input(describing: ())
        reader(&input)
        self = input.description ?? InputDescription()
    }

    init() {}

    /// The fields without some of them, as a JSON object; what need not be there may be `null` as well.
    package func object(without names: [String] = []) -> Schema {
        let members = fields.filter { !names.contains($0.name) }.map { field in
            field.isRequired ? field : .maybe(field.name, field.schema.nullable)
        }
        return .object(members, rules: rules)
    }

    mutating func add(_ name: String, _ schema: Schema) {
        fields.append(.maybe(name, schema))
    }

    mutating func require(_ name: String) {
        fields = fields.map { $0.name == name ? .always(name, $0.schema) : $0 }
    }

    mutating func add(rule: Schema) {
        rules.append(rule)
    }
}
