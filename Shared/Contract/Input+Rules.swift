// SPDX-License-Identifier: Apache-2.0
import JSON

/// Rules across fields. The fields have to be read as well, before or after.
extension Input {
    /// Refuses all but exactly one of some fields.
    package mutating func requireOne(of names: String...) {
        note(rule: .exactlyOne(of: names))
        let sent = names.filter(has)
        if let first = names.first, sent.isEmpty {
            refuse(first, names.count == 1 ? "is required" : "one of \(names.joined(separator: ", ")) is required")
        }
        for other in sent.dropFirst() {
            refuse(other, "must be the only one of \(names.joined(separator: ", "))")
        }
    }

    /// Refuses that all of some fields are missing although another, chosen from a few words, needs one of them.
    ///
    /// - Parameters:
    ///   - field: the other field.
    ///   - choice: what was read from it.
    ///   - choices: those that need one of the fields.
    package mutating func requireAny<Choice: RawRepresentable & Equatable>(
        of names: String..., where field: String, is choice: Choice, among choices: [Choice]
    ) where Choice.RawValue == String {
        note(rule: .requiredAny(of: names, where: field, isOneOf: choices.map(\.rawValue)))
        guard choices.contains(choice), let first = names.first, !names.contains(where: has) else { return }
        refuse(first, "one of \(names.joined(separator: ", ")) is required for this \(field)")
    }

    /// Refuses a field that other operations with the same body take and this one doesn't.
    package mutating func requireNone(of name: String) {
        note(rule: .none(of: name))
        if has(name) {
            refuse(name, "can't be chosen here")
        }
    }

    /// Refuses a field that is missing although another, chosen from a few words, needs it.
    ///
    /// - Parameters:
    ///   - inner: the member that is needed within the field, which is an object, a text that isn't empty; nil where the
    ///     field itself is enough.
    ///   - field: the other field.
    ///   - choice: what was read from it.
    ///   - choices: those that need the field.
    package mutating func require<Choice: RawRepresentable & Equatable>(
        _ name: String, having inner: String? = nil, where field: String, is choice: Choice, among choices: [Choice]
    ) where Choice.RawValue == String {
        note(rule: .required(name, having: inner, where: field, isOneOf: choices.map(\.rawValue)))
        guard choices.contains(choice) else { return }
        if let inner, value(name)?[inner]?.text?.isEmpty != false {
            refuse(name, "must have \(inner), a text that is not empty, for this \(field)")
        } else if !has(name) {
            refuse(name, "is required for this \(field)")
        }
    }
}
