// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not JSON that is accepted here, and where.
///
/// Nothing of the document is part of it, so it may be logged and shown to the sender.
package struct JSONFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case empty = "the document is empty"
        case byteOrderMark = "a byte order mark is not allowed"
        case unexpectedEnd = "the document ends too early"
        case unexpectedByte = "unexpected character"
        case trailingBytes = "something follows the document"
        case invalidNumber = "not a number of JSON"
        case numberTooLong = "the number is too long"
        case numberTooLarge = "the number is too large"
        case invalidEscape = "not an escape of JSON"
        case controlCharacter = "a control character must be escaped"
        case nulCharacter = "the character U+0000 is not allowed"
        case loneSurrogate = "a surrogate stands alone"
        case invalidUTF8 = "not UTF-8"
        case duplicateMember = "the object has this member already"
        case tooDeep = "too deeply nested"
        case tooManyElements = "too many values"
        case notAnObject = "not an object"
    }

    /// The kind of fault.
    package let code: Code

    /// The byte at which it was seen, counted from the start of the given bytes.
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    package var description: String { "\(code.rawValue) (at byte \(offset))" }
}
