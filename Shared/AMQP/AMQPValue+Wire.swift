// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ

extension AMQPValue {
    /// Deeper nesting is neither sent nor read.
    static let depthLimit = 16

    /// Copies a field out of the library's memory.
    init(_ field: amqp_field_value_t, depth: Int = 0) {
        switch amqp_field_value_kind_t(UInt32(field.kind)) {
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES:
            let text = String(validating: UnsafeRawBufferPointer(field.value.bytes), as: UTF8.self)
            self = text.map(Self.string) ?? .null
        case AMQP_FIELD_KIND_BOOLEAN: self = .boolean(field.value.boolean != 0)
        case AMQP_FIELD_KIND_I8: self = .integer(Int64(field.value.i8))
        case AMQP_FIELD_KIND_U8: self = .integer(Int64(field.value.u8))
        case AMQP_FIELD_KIND_I16: self = .integer(Int64(field.value.i16))
        case AMQP_FIELD_KIND_U16: self = .integer(Int64(field.value.u16))
        case AMQP_FIELD_KIND_I32: self = .integer(Int64(field.value.i32))
        case AMQP_FIELD_KIND_U32: self = .integer(Int64(field.value.u32))
        case AMQP_FIELD_KIND_I64: self = .integer(field.value.i64)
        case AMQP_FIELD_KIND_U64, AMQP_FIELD_KIND_TIMESTAMP:
            self = Int64(exactly: field.value.u64).map(Self.integer) ?? .null
        case AMQP_FIELD_KIND_TABLE where depth < Self.depthLimit:
            self = .table(Self.table(field.value.table, depth: depth + 1))
        case AMQP_FIELD_KIND_ARRAY where depth < Self.depthLimit:
            let array = UnsafeBufferPointer(
                start: field.value.array.entries, count: Int(max(0, field.value.array.num_entries)))
            self = .array(array.map { AMQPValue($0, depth: depth + 1) })
        default:
            self = .null
        }
    }

    /// Copies a table out of the library's memory; of fields of the same name the last one counts.
    static func table(_ table: amqp_table_t, depth: Int = 0) -> [String: AMQPValue] {
        let entries = UnsafeBufferPointer(start: table.entries, count: Int(max(0, table.num_entries)))
        var values: [String: AMQPValue] = [:]
        values.reserveCapacity(entries.count)
        for entry in entries {
            values[String(entry.key)] = AMQPValue(entry.value, depth: depth)
        }
        return values
    }

    /// The bytes the value takes on the wire, its type included; nil if it is nested too deeply.
    func wireBytes(depth: Int = 0) -> Int? {
        switch self {
        case .string(let text): 5 + text.utf8.count
        case .integer: 9
        case .boolean: 2
        case .null: 1
        case .table(let values):
            depth < Self.depthLimit ? Self.wireBytes(of: values, depth: depth + 1).map { 1 + $0 } : nil
        case .array(let values):
            depth < Self.depthLimit ? Self.wireBytes(of: values, depth: depth + 1) : nil
        }
    }

    /// The bytes a table takes on the wire, its length included; nil if it can't be sent.
    static func wireBytes(of values: [String: AMQPValue], depth: Int = 0) -> Int? {
        var sum = 4
        for (key, value) in values {
            guard key.utf8.count <= 255, let bytes = value.wireBytes(depth: depth) else { return nil }
            sum += 1 + key.utf8.count + bytes
        }
        return sum
    }

    private static func wireBytes(of values: [AMQPValue], depth: Int) -> Int? {
        var sum = 5
        for value in values {
            guard let bytes = value.wireBytes(depth: depth) else { return nil }
            sum += bytes
        }
        return sum
    }
}

extension String {
    /// Copies text out of the library's memory; bytes that are not UTF-8 become replacement characters.
    init(_ bytes: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
    }
}

extension UnsafeRawBufferPointer {
    /// The library's memory, valid until it is released.
    init(_ bytes: amqp_bytes_t) {
        self.init(start: bytes.bytes, count: bytes.bytes == nil ? 0 : bytes.len)
    }
}
