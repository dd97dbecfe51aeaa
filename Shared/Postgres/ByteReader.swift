// SPDX-License-Identifier: Apache-2.0

/// Reads big-endian numbers and arrays out of a cell, and answers `nil` rather than step over its end.
struct ByteReader {
    private var rest: UnsafeRawBufferPointer.SubSequence

    init(_ bytes: UnsafeRawBufferPointer) {
        rest = bytes[...]
    }

    /// The next number.
    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { return nil }
        let value = UnsafeRawBufferPointer(rebasing: rest.prefix(size)).loadUnaligned(as: Number.self)
        rest = rest.dropFirst(size)
        return Number(bigEndian: value)
    }

    /// The number that is all there is.
    mutating func whole<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        guard rest.count == MemoryLayout<Number>.size else { return nil }
        return next(type)
    }

    /// The elements of a one-dimensional array without NULL (array_send).
    mutating func array<Element: PostgresDecodable>() -> [Element]? {
        guard let dimensions: Int32 = next(), let _: Int32 = next(), let element: UInt32 = next() else { return nil }
        guard dimensions != 0 else { return [] }
        guard dimensions == 1, let count: Int32 = next(), let _: Int32 = next(), count >= 0 else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(min(Int(count), rest.count / 4))
        for _ in 0..<count {
            // A length of -1 is NULL.
            guard let length: Int32 = next(), length >= 0, rest.count >= Int(length) else { return nil }
            let bytes = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length)))
            guard let value = Element.decode(bytes, of: PostgresType(rawValue: element)) else { return nil }
            elements.append(value)
            rest = rest.dropFirst(Int(length))
        }
        return elements
    }
}
