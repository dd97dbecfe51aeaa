// SPDX-License-Identifier: Apache-2.0

package import Time

/// What a column of a ``Row`` can be read as.
package protocol PostgresDecodable {
    /// The value of a cell in the server's binary format, `nil` when the type or the bytes do not fit.
    ///
    /// - Parameters:
    ///   - bytes: the cell, valid during the call only.
    ///   - type: the column's type.
    static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Self?
}

extension String: PostgresDecodable {
    /// text, varchar, char(n), name and uuid (lower case).
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> String? {
        switch type {
        case .text, .varchar, .bpchar, .name, .unknown: String(decoding: bytes, as: UTF8.self)
        case .uuid: UUIDText.text(of: bytes)
        default: nil
        }
    }
}

extension Int64: PostgresDecodable {
    /// int8, int4 and int2.
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Int64? {
        var reader = ByteReader(bytes)
        switch type {
        case .int8: return reader.whole(Int64.self)
        case .int4: return reader.whole(Int32.self).map(Int64.init)
        case .int2: return reader.whole(Int16.self).map(Int64.init)
        default: return nil
        }
    }
}

extension Int: PostgresDecodable {
    /// int8, int4 and int2.
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Int? {
        Int64.decode(bytes, of: type).flatMap(Int.init(exactly:))
    }
}

extension Int32: PostgresDecodable {
    /// int4 and int2.
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Int32? {
        type == .int8 ? nil : Int64.decode(bytes, of: type).flatMap(Int32.init(exactly:))
    }
}

extension Bool: PostgresDecodable {
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Bool? {
        guard type == .bool, bytes.count == 1, let byte = bytes.first else { return nil }
        return byte != 0
    }
}

extension Double: PostgresDecodable {
    /// float8 and float4.
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Double? {
        var reader = ByteReader(bytes)
        switch type {
        case .float8: return reader.whole(UInt64.self).map(Double.init(bitPattern:))
        case .float4: return reader.whole(UInt32.self).map { Double(Float(bitPattern: $0)) }
        default: return nil
        }
    }
}

extension Instant: PostgresDecodable {
    /// timestamptz; neither infinity nor a time that an ``Instant`` cannot hold.
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> Instant? {
        var reader = ByteReader(bytes)
        guard type == .timestamptz, let count = reader.whole(Int64.self),
            let microseconds = PostgresEpoch.decode(count)
        else { return nil }
        let instant = Instant(microseconds: microseconds)
        return instant.microseconds == microseconds ? instant : nil
    }
}
