// SPDX-License-Identifier: Apache-2.0

/// One value on its way to the server: its type and its bytes in the binary format, `nil` for NULL.
///
/// Binary throughout, because libpq cuts text parameters at the first NUL (native-clients.md M15); so a NUL arrives
/// at the server and is refused there with SQLSTATE 22021.
package struct Bind: Sendable, Equatable {
    /// The type the server is told.
    package let type: PostgresType

    /// The value in the server's binary format.
    package let bytes: [UInt8]?

    init(_ type: PostgresType, _ bytes: [UInt8]?) {
        self.type = type
        self.bytes = bytes
    }

    static func text(_ value: String?) -> Bind {
        Bind(.text, value.map { Array($0.utf8) })
    }

    static func int8(_ value: Int64?) -> Bind {
        Bind(.int8, value.map(bigEndian))
    }

    static func bool(_ value: Bool?) -> Bind {
        Bind(.bool, value.map { [$0 ? 1 : 0] })
    }

    static func bytea(_ value: [UInt8]?) -> Bind {
        Bind(.bytea, value)
    }

    /// jsonb on the wire is a version byte, 1, and the text (jsonb_recv).
    static func jsonb(_ value: [UInt8]?) -> Bind {
        Bind(.jsonb, value.map { [1] + $0 })
    }

    static func timestamptz(_ microseconds: Int64?) -> Bind {
        Bind(.timestamptz, microseconds.map { bigEndian(PostgresEpoch.encode(microseconds: $0)) })
    }

    static func textArray(_ values: [String]?) -> Bind {
        Bind(.textArray, values.map { array($0.map { Array($0.utf8) }, of: .text) })
    }

    static func textArray(nullable values: [String?]) -> Bind {
        Bind(.textArray, array(values.map { text in text.map { Array($0.utf8) } }, of: .text))
    }

    static func int8Array(_ values: [Int64]?) -> Bind {
        Bind(.int8Array, values.map { array($0.map { bigEndian($0) }, of: .int8) })
    }

    /// array_recv: dimensions, whether there are nulls, element type, then size and lower bound of the one dimension,
    /// then the elements, each after its length, -1 for NULL.
    private static func array(_ elements: [[UInt8]?], of type: PostgresType) -> [UInt8] {
        let hasNulls = elements.contains { $0 == nil }
        var bytes = bigEndian(Int32(elements.isEmpty ? 0 : 1))
        bytes += bigEndian(Int32(hasNulls ? 1 : 0))
        bytes += bigEndian(type.rawValue)
        guard !elements.isEmpty else { return bytes }
        bytes += bigEndian(Int32(clamping: elements.count)) + bigEndian(Int32(1))
        for element in elements {
            guard let element else {
                bytes += bigEndian(Int32(-1))
                continue
            }
            bytes += bigEndian(Int32(clamping: element.count))
            bytes += element
        }
        return bytes
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
