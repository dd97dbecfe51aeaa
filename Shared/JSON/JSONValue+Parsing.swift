// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Reads one RFC 8259 document, strictly.
    ///
    /// Refused beside what the grammar refuses: members that come twice, U+0000 (raw and as escape), lone surrogates, bytes
    /// that are not UTF-8, a byte order mark, anything after the document, numbers longer than 64 characters or beyond a
    /// `Double`, and more structure than `limits` allow.
    /// - Throws: ``JSONFailure`` with the offset from the start of `bytes`.
    package static func parse(
        _ bytes: [UInt8], limits: JSONLimits = .request
    ) throws(JSONFailure) -> JSONValue {
        try JSONScanner.scan(bytes, limits: limits) { scanner throws(JSONFailure) in try scanner.document() }
    }

    /// As the other, of a part of an array; the offset in a failure counts from the start of the slice.
    package static func parse(
        _ bytes: ArraySlice<UInt8>, limits: JSONLimits = .request
    ) throws(JSONFailure) -> JSONValue {
        try JSONScanner.scan(bytes, limits: limits) { scanner throws(JSONFailure) in try scanner.document() }
    }
}

extension JSONScanner {
    /// The one value of the document as a tree.
    fileprivate mutating func document() throws(JSONFailure) -> JSONValue {
        try begin()
        let value = try tree()
        try finish()
        return value
    }

    /// Recursion is bounded by ``JSONLimits/depth``.
    private mutating func tree() throws(JSONFailure) -> JSONValue {
        switch try kind() {
        case .object:
            var members: [JSONValue.Member] = []
            let mark = try enter()
            while let name = try nextName(mark) {
                members.append(JSONValue.Member(name: string(name), value: try tree()))
            }
            return .object(members)
        case .array:
            var elements: [JSONValue] = []
            _ = try enter()
            var isFirst = true
            while try nextElement(&isFirst) {
                elements.append(try tree())
            }
            return .array(elements)
        case .string:
            return .string(string(try stringToken()))
        case .number:
            return .number(String(decoding: bytes[try number()], as: UTF8.self))
        case .true:
            return .boolean(true)
        case .false:
            return .boolean(false)
        case .null:
            return .null
        }
    }
}
