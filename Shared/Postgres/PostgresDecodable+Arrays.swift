// SPDX-License-Identifier: Apache-2.0

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package static func decode(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> [Element]? {
        Element.decodeArray(bytes, of: type)
    }
}

/// What an array of a column may hold; `[UInt8]` is not an array there but bytes.
package protocol PostgresArrayElement {
    /// All elements of the cell, `nil` when the type or the bytes do not fit.
    static func decodeArray(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> [Self]?
}

extension UInt8: PostgresArrayElement {
    /// bytea, and the text of json and jsonb in UTF-8.
    package static func decodeArray(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> [UInt8]? {
        switch type {
        case .bytea, .json: Array(bytes)
        // jsonb on the wire begins with its version, 1 (jsonb_send).
        case .jsonb: bytes.first == 1 ? Array(bytes.dropFirst()) : nil
        default: nil
        }
    }
}

extension String: PostgresArrayElement {
    /// text[], varchar[] and name[] of one dimension without NULL.
    package static func decodeArray(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> [String]? {
        guard [.textArray, .varcharArray, .nameArray].contains(type) else { return nil }
        var reader = ByteReader(bytes)
        return reader.array()
    }
}

extension Int64: PostgresArrayElement {
    /// int8[] of one dimension without NULL.
    package static func decodeArray(_ bytes: UnsafeRawBufferPointer, of type: PostgresType) -> [Int64]? {
        guard type == .int8Array else { return nil }
        var reader = ByteReader(bytes)
        return reader.array()
    }
}
