// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ

/// Memory for what one call into the C library needs to see of Swift's strings and headers.
///
/// Belongs to one thread. What it hands out is valid until ``recycle()``.
final class Arena {
    private var pool = amqp_pool_t()

    init() {
        init_amqp_pool(&pool, 4096)
    }

    deinit {
        empty_amqp_pool(&pool)
    }

    func recycle() {
        recycle_amqp_pool(&pool)
    }

    /// - Throws: ``AMQPFailure`` with code `library` if there is no memory left.
    func bytes(_ text: String) throws(AMQPFailure) -> amqp_bytes_t {
        var text = text
        let copy = text.withUTF8 { utf8 -> amqp_bytes_t? in
            guard let source = utf8.baseAddress, !utf8.isEmpty else { return amqp_bytes_t() }
            guard let memory = amqp_pool_alloc(&pool, utf8.count) else { return nil }
            memory.copyMemory(from: source, byteCount: utf8.count)
            return amqp_bytes_t(len: utf8.count, bytes: memory)
        }
        guard let copy else { throw Self.exhausted }
        return copy
    }

    /// - Throws: ``AMQPFailure`` with code `library` if there is no memory left.
    func table(_ values: [String: AMQPValue]) throws(AMQPFailure) -> amqp_table_t {
        guard !values.isEmpty else { return amqp_table_t() }
        let entries = try allocate(amqp_table_entry_t.self, count: values.count)
        for (index, (key, value)) in values.enumerated() {
            entries[index] = amqp_table_entry_t(key: try bytes(key), value: try field(value))
        }
        return amqp_table_t(num_entries: Int32(clamping: values.count), entries: entries.baseAddress)
    }

    private func array(_ values: [AMQPValue]) throws(AMQPFailure) -> amqp_array_t {
        guard !values.isEmpty else { return amqp_array_t() }
        let entries = try allocate(amqp_field_value_t.self, count: values.count)
        for (index, value) in values.enumerated() {
            entries[index] = try field(value)
        }
        return amqp_array_t(num_entries: Int32(clamping: values.count), entries: entries.baseAddress)
    }

    private func field(_ value: AMQPValue) throws(AMQPFailure) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .string(let text):
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = try bytes(text)
        case .integer(let integer):
            field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            field.value.i64 = integer
        case .boolean(let flag):
            field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            field.value.boolean = flag ? 1 : 0
        case .table(let values):
            field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            field.value.table = try table(values)
        case .array(let values):
            field.kind = UInt8(AMQP_FIELD_KIND_ARRAY.rawValue)
            field.value.array = try array(values)
        case .null:
            field.kind = UInt8(AMQP_FIELD_KIND_VOID.rawValue)
        }
        return field
    }

    private func allocate<Element>(
        _ type: Element.Type, count: Int
    ) throws(AMQPFailure) -> UnsafeMutableBufferPointer<Element> {
        // The pool aligns to 8 bytes, which is what these structures need.
        guard let memory = amqp_pool_alloc(&pool, count * MemoryLayout<Element>.stride) else { throw Self.exhausted }
        return UnsafeMutableBufferPointer(start: memory.bindMemory(to: type, capacity: count), count: count)
    }

    private static var exhausted: AMQPFailure { AMQPFailure(.library, "no memory left") }
}
