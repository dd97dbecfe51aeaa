// SPDX-License-Identifier: Apache-2.0

/// Where a value is in the bytes of its document, and where the values in it are, as deep as was asked.
package struct JSONOutline: Sendable {
    package enum Content: Sendable {
        /// In their order, names unescaped.
        case object([(name: String, value: JSONOutline)])
        case array([JSONOutline])
        /// A string, a number, a literal, or what lies deeper than was asked.
        case value
    }

    package let range: Range<Int>
    package let content: Content
}
