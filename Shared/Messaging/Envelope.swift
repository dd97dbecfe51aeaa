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

    /// Reads a JSON array of objects, each by its own reader.
    static func items<Item>(
        of bytes: [UInt8], _ read: (Fields) throws(EnvelopeFailure) -> Item
    ) throws(EnvelopeFailure) -> [Item] {
        let ranges = try attempt { () throws(JSONFailure) in try JSONSlices.elements(of: bytes) }
        guard !ranges.isEmpty, ranges.count <= maximumItems else {
            throw EnvelopeFailure("1 to \(maximumItems) items are allowed")
        }
        var items: [Item] = []
        items.reserveCapacity(ranges.count)
        for range in ranges {
            items.append(try read(try Fields(bytes, range)))
        }
        return items
    }

    /// The members of one object within a body.
    struct Fields {
        private let bytes: [UInt8]
        private let members: [(name: String, range: Range<Int>)]

        init(_ bytes: [UInt8], _ range: Range<Int>) throws(EnvelopeFailure) {
            self.bytes = bytes
            members = try Envelope.attempt { () throws(JSONFailure) in try JSONSlices.members(of: bytes, in: range) }
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
            guard let range = range(name) else { return nil }
            return try Fields(bytes, range)
        }

        /// An array of objects; empty when it is missing.
        func elements(_ name: String) throws(EnvelopeFailure) -> [Fields] {
            guard let range = range(name) else { return [] }
            let ranges = try Envelope.attempt { () throws(JSONFailure) in
                try JSONSlices.elements(of: bytes, in: range)
            }
            var elements: [Fields] = []
            for range in ranges {
                elements.append(try Fields(bytes, range))
            }
            return elements
        }

        private func range(_ name: String) -> Range<Int>? {
            members.first { $0.name == name }?.range
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
