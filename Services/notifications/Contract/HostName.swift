// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The name or address of a server as clients write it.
package enum HostName {
    /// Labels of letters, digits, `-` and `_`, an IPv4 address of four decimal numbers, or an IPv6 one in brackets.
    ///
    /// A last label that begins with a digit makes an address of the whole, so other spellings of IPv4 addresses
    /// (`127.1`, `0x7f000001`) are none.
    package static func isWellFormed(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        if text.hasPrefix("[") {
            return text.hasSuffix("]") && text.utf8.count >= 4
                && text.utf8.dropFirst().dropLast().allSatisfy { isHexadecimal($0) || $0 == 0x3a || $0 == 0x2e }
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.last?.utf8.first.map(isDigit) == true {
            return labels.count == 4 && labels.allSatisfy { label in UInt8(label).map { String($0) == label } == true }
        }
        return labels.allSatisfy { (1...63).contains($0.utf8.count) && $0.utf8.allSatisfy(isLabelText) }
    }

    /// The form of isWellFormed(_:) as far as a pattern can say it.
    package static let schema = Schema.string(
        pattern: "^(([A-Za-z0-9_-]{1,63}\\.)*[A-Za-z_-][A-Za-z0-9_-]{0,62}|\(octet)(\\.\(octet)){3}"
            + "|\\[[0-9A-Fa-f:.]{2,45}\\])$",
        lengths: 1...253)

    private static let octet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private static func isLabelText(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == 0x2d || byte == 0x5f
    }
}
