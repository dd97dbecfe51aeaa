// SPDX-License-Identifier: Apache-2.0

/// A place in a trace: W3C trace context, version 00, as `traceparent` carries it.
package struct TraceContext: Sendable, Hashable {
    /// The two halves of the trace's id, not both zero.
    private let high: UInt64
    private let low: UInt64
    /// The id of the span, not zero.
    package let span: UInt64
    /// Whether spans of this trace are recorded; whoever began the trace has decided.
    package let isSampled: Bool

    private init(high: UInt64, low: UInt64, span: UInt64, isSampled: Bool) {
        self.high = high
        self.low = low
        self.span = span
        self.isSampled = isSampled
    }

    /// Begins a trace.
    package init(isSampled: Bool = true) {
        self.init(high: Self.random(), low: .random(in: .min ... .max), span: Self.random(), isSampled: isSampled)
    }

    /// Reads a `traceparent`, nil where it is not well-formed.
    ///
    /// Versions to come may append to the form, version 00 may not (Trace Context section 3.2).
    package init?(_ traceparent: String) {
        let context = traceparent.utf8.withContiguousStorageIfAvailable(Self.read) ?? Self.read(Array(traceparent.utf8))
        guard let context else { return nil }
        self = context
    }

    /// The place of a new span below this one.
    package var child: TraceContext {
        TraceContext(high: high, low: low, span: Self.random(), isSampled: isSampled)
    }

    /// 32 hexadecimal digits.
    package var traceID: String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        Self.append(high, to: &text)
        Self.append(low, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    package var traceparent: String {
        var text: [UInt8] = []
        text.reserveCapacity(55)
        text += "00-".utf8
        Self.append(high, to: &text)
        Self.append(low, to: &text)
        text.append(Self.dash)
        Self.append(span, to: &text)
        text += isSampled ? "-01".utf8 : "-00".utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// The `traceparent` to pass on where no spans are recorded: a new span of the client's trace, or of a new one where
    /// it sent none that is well-formed.
    ///
    /// - Parameter header: `traceparent` as the client sent it.
    package static func next(after header: String?) -> String {
        (header.flatMap { TraceContext($0) }?.child ?? TraceContext()).traceparent
    }

    /// 16 hexadecimal digits of a span's id.
    package static func text(ofSpan span: UInt64) -> String {
        var text: [UInt8] = []
        append(span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func read(_ text: some RandomAccessCollection<UInt8>) -> TraceContext? {
        let text = Array(text.prefix(56))
        guard text.count >= 55, text[2] == dash, text[35] == dash, text[52] == dash,
            let version = number(text[0..<2]), version != 0xff,
            version == 0 ? text.count == 55 : text.count == 55 || text[55] == dash,
            let high = number(text[3..<19]), let low = number(text[19..<35]), high != 0 || low != 0,
            let span = number(text[36..<52]), span != 0, let flags = number(text[53..<55])
        else { return nil }
        return TraceContext(high: high, low: low, span: span, isSampled: flags & 1 == 1)
    }

    /// Lower-case hexadecimal digits, 16 at most.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }

    private static func append(_ number: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 0xf
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// All zeros means no trace and no span.
    private static func random() -> UInt64 {
        .random(in: 1 ... .max)
    }

    private static let dash = UInt8(ascii: "-")
}

extension TraceContext {
    /// The trace's id within a `traceparent` that came along, for logs; nil where it is not well-formed.
    package static func traceID(in traceparent: String?) -> String? {
        traceparent.flatMap { TraceContext($0) }?.traceID
    }

    /// Whether a trace that begins here falls into a share of all, by its id: the same everywhere.
    func isWithin(_ ratio: Double) -> Bool {
        Double(low >> 11) < ratio * Double(UInt64(1) << 53)
    }

    /// The same place with another decision.
    func sampled(_ isSampled: Bool) -> TraceContext {
        TraceContext(high: high, low: low, span: span, isSampled: isSampled)
    }
}
