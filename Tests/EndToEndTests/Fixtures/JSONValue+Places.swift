// SPDX-License-Identifier: Apache-2.0
import JSON

/// Places in a document, each the names and indices on the way to it.
extension JSONValue {
    /// Every place below this one, the nearer first.
    var places: [[String]] {
        children.flatMap { name, child in [[name]] + child.places.map { [name] + $0 } }
    }

    /// The document with another value at a place that is there.
    func replacing(_ place: some Collection<String>, with value: JSONValue) -> JSONValue {
        guard let name = place.first else { return value }
        let rest = place.dropFirst()
        switch self {
        case .object(let members):
            return .object(
                members.map { member in
                    guard member.name == name else { return member }
                    return Member(name: name, value: member.value.replacing(rest, with: value))
                })
        case .array(let elements):
            return .array(
                elements.enumerated().map { "\($0)" == name ? $1.replacing(rest, with: value) : $1 })
        case .null, .boolean, .number, .string:
            return self
        }
    }

    private var children: [(String, JSONValue)] {
        switch self {
        case .object(let members): members.map { ($0.name, $0.value) }
        case .array(let elements): elements.enumerated().map { ("\($0)", $1) }
        case .null, .boolean, .number, .string: []
        }
    }
}
