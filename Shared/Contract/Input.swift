// SPDX-License-Identifier: Apache-2.0
package import JSON

/// Reads the fields of one JSON object and gathers every fault, so that a caller learns all of them at once.
///
/// A faulty or missing required field yields a placeholder; whoever reads an input must look at ``faults`` before the
/// values are used (`Request.requireValid()` does). `null` counts as absent. Unknown members are ignored.
///
/// Every reader takes the form of what it accepts beside its name. ``InputDescription`` runs the same code on no input
/// and gathers the forms; while a request is read they are never made.
package struct Input: Sendable {
    /// What was wrong so far, in the order the fields were read.
    package private(set) var faults: [Fault] = []
    /// What was asked for so far, nil while an object is read.
    private(set) var description: InputDescription?
    private let members: [JSONValue.Member]
    private let pointer: String

    /// - Parameter pointer: where the object lies in the document, `""` for the whole of it.
    package init(_ value: JSONValue, at pointer: String = "") {
        self.pointer = pointer
        if case .object(let members) = value {
            self.members = members
        } else {
            self.members = []
            faults.append(Fault(pointer: pointer, detail: "must be an object"))
        }
    }

    /// Has no fields, has no faults and notes what is asked for.
    init(describing: Void) {
        description = InputDescription()
        members = []
        pointer = ""
    }

    /// Records a fault of a field found by a rule outside this type.
    package mutating func refuse(_ name: String, _ detail: String) {
        guard description == nil else { return }
        faults.append(Fault(pointer: pointer(to: name), detail: detail))
    }

    package func has(_ name: String) -> Bool {
        value(name) != nil
    }

    /// The member as it was sent, nil when absent or `null`.
    package func value(_ name: String) -> JSONValue? {
        guard let value = members.first(where: { $0.name == name })?.value, value != .null else { return nil }
        return value
    }

    /// A text without judging it, for looking rows up before the fields are validated; nil unless it is a string.
    ///
    /// - Parameter about: what the field means, where its name doesn't say it.
    package mutating func rawText(_ name: String, about: String? = nil) -> String? {
        description?.add(name, .string().described(about))
        guard case .string(let text)? = value(name) else { return nil }
        return text
    }

    /// Runs the reader only for a member that is present, and records its complaint as a fault of that member.
    ///
    /// - Parameters:
    ///   - schema: the form of what the reader accepts.
    ///   - about: what the field means, where its name doesn't say it.
    package mutating func read<Value>(
        _ name: String, as schema: @autoclosure () -> Schema, about: String? = nil,
        _ reader: (JSONValue) throws(InputFault) -> Value
    ) -> Value? {
        description?.add(name, schema().described(about))
        guard let value = value(name) else { return nil }
        do {
            return try reader(value)
        } catch {
            refuse(name, error.detail)
            return nil
        }
    }

    /// The value, or the placeholder and a fault when nothing was read although something is required.
    package mutating func required<Value>(_ name: String, _ value: Value?, placeholder: Value) -> Value {
        if value == nil {
            require(name)
        }
        return value ?? placeholder
    }

    /// Records a rule for the description; the reading of it is the caller's.
    mutating func note(rule: @autoclosure () -> Schema) {
        description?.add(rule: rule())
    }

    /// Refuses a field that is missing. It has to be read first.
    package mutating func require(_ name: String) {
        description?.require(name)
        if !has(name) {
            refuse(name, "is required")
        }
    }
}

// MARK: - Objects within

extension Input {
    /// An object within this one, read by its own reader; its faults become ours.
    ///
    /// - Parameters:
    ///   - component: the name under which documents show its form.
    ///   - about: what the field means, where its name doesn't say it.
    package mutating func nested<Value>(
        _ name: String, as component: String? = nil, about: String? = nil, _ reader: (inout Input) -> Value
    ) -> Value? {
        description?.add(name, Self.schema(component, reader).described(about))
        guard let value = value(name) else { return nil }
        return nested(value, at: pointer(to: name), reader)
    }

    /// A list of objects with a bounded count.
    ///
    /// - Parameters:
    ///   - component: the name under which documents show the form of one.
    ///   - about: what the field means, where its name doesn't say it.
    package mutating func list<Value>(
        _ name: String, counts: ClosedRange<Int>, as component: String? = nil, about: String? = nil,
        _ reader: (inout Input) -> Value
    ) -> [Value]? {
        description?.add(name, .array(of: Self.schema(component, reader), counts: counts).described(about))
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value else {
            refuse(name, "must be an array")
            return nil
        }
        guard counts.contains(elements.count) else {
            refuse(name, "must have \(counts.lowerBound) to \(counts.upperBound) entries")
            return nil
        }
        return elements.enumerated().map { index, element in
            nested(element, at: "\(pointer(to: name))/\(index)", reader)
        }
    }

    private mutating func nested<Value>(
        _ value: JSONValue, at pointer: String, _ reader: (inout Input) -> Value
    ) -> Value {
        var inner = Input(value, at: pointer)
        let result = reader(&inner)
        faults += inner.faults
        return result
    }

    private static func schema<Value>(_ component: String?, _ reader: (inout Input) -> Value) -> Schema {
        let schema = InputDescription { _ = reader(&$0) }.object()
        return component.map { .named($0, schema) } ?? schema
    }

    private func pointer(to name: String) -> String {
        let escaped = name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        return "\(pointer)/\(escaped)"
    }
}

/// Why one value was not accepted.
package struct InputFault: Error {
    package let detail: String

    package init(_ detail: String) {
        self.detail = detail
    }
}
