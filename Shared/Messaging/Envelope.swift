// SPDX-License-Identifier: Apache-2.0
import JSON

/// Why a message body is no list of items: a word for logs, without any of the content.
package struct EnvelopeFailure: Error, Sendable, Equatable {
    package let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// Reading of message bodies without building trees: values stay ranges of the body until they are wanted.
enum Envelope {
    /// A message holds at most so many items.
    static let maximumItems = 256

    /// The JSON array of elements that are encoded already.
    static func list(_ elements: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.reduce(2) { $0 + $1.count + 1 })
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 {
                bytes.append(UInt8(ascii: ","))
            }
            bytes += element
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// Array, item, and what an item holds: that much of a body is read in one pass.
    private static let depth = 3

    /// Reads a JSON array of objects, each by its own reader.
    static func items<Item>(
        of bytes: [UInt8], _ read: (Fields) throws(EnvelopeFailure) -> Item
    ) throws(EnvelopeFailure) -> [Item] {
        let outline = try attempt { () throws(JSONFailure) in try JSONSlices.outline(of: bytes, depth: depth) }
        guard case .array(let elements) = outline.content else { throw EnvelopeFailure("not an array") }
        guard !elements.isEmpty, elements.count <= maximumItems else {
            throw EnvelopeFailure("1 to \(maximumItems) items are allowed")
        }
        var items: [Item] = []
        items.reserveCapacity(elements.count)
        for element in elements {
            items.append(try read(try Fields(bytes, element)))
        }
        return items
    }

    /// The members of one object within a body.
    struct Fields {
        private let bytes: [UInt8]
        private let members: [(name: String, value: JSONOutline)]

        init(_ bytes: [UInt8], _ outline: JSONOutline) throws(EnvelopeFailure) {
            self.bytes = bytes
            switch outline.content {
            case .object(let members):
                self.members = members
            case .array:
                throw EnvelopeFailure("not an object")
            case .value:
                // Deeper than the first pass told of.
                let inner = try Envelope.attempt { () throws(JSONFailure) in
                    try JSONSlices.outline(of: bytes, in: outline.range, depth: Envelope.depth)
                }
                guard case .object(let members) = inner.content else { throw EnvelopeFailure("not an object") }
                self.members = members
            }
        }

        func text(_ name: String) throws(EnvelopeFailure) -> String {
            guard let text = optionalText(name) else { throw EnvelopeFailure("\(name) must be a string") }
            return text
        }

        func integer(_ name: String) throws(EnvelopeFailure) -> Int64 {
            guard let range = range(name), let value = JSONSlices.integer(of: bytes, in: range) else {
                throw EnvelopeFailure("\(name) must be an integer")
            }
            return value
        }

        func bytes(_ name: String) throws(EnvelopeFailure) -> [UInt8] {
            guard let bytes = optionalBytes(name) else { throw EnvelopeFailure("\(name) is missing") }
            return bytes
        }

        func optionalText(_ name: String) -> String? {
            range(name).flatMap { JSONSlices.string(of: bytes, in: $0) }
        }

        func optionalBytes(_ name: String) -> [UInt8]? {
            range(name).map { Array(bytes[$0]) }
        }

        /// An array of strings; empty when it is missing or something else.
        func texts(_ name: String) -> [String] {
            range(name).flatMap { JSONSlices.strings(of: bytes, in: $0) } ?? []
        }

        func optional(_ name: String) throws(EnvelopeFailure) -> Fields? {
            guard let value = value(name) else { return nil }
            return try Fields(bytes, value)
        }

        /// An array of objects; empty when it is missing.
        func elements(_ name: String) throws(EnvelopeFailure) -> [Fields] {
            guard let range = range(name) else { return [] }
            let outline = try Envelope.attempt { () throws(JSONFailure) in
                try JSONSlices.outline(of: bytes, in: range, depth: Envelope.depth)
            }
            guard case .array(let elements) = outline.content else { throw EnvelopeFailure("not an array") }
            var fields: [Fields] = []
            for element in elements {
                fields.append(try Fields(bytes, element))
            }
            return fields
        }

        private func range(_ name: String) -> Range<Int>? {
            value(name)?.range
        }

        private func value(_ name: String) -> JSONOutline? {
            members.first { $0.name == name }?.value
        }
    }

    private static func attempt<Value>(_ read: () throws(JSONFailure) -> Value) throws(EnvelopeFailure) -> Value {
        do {
            return try read()
        } catch {
            throw EnvelopeFailure(error.description)
        }
    }
}
