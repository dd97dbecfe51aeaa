// SPDX-License-Identifier: Apache-2.0
import JSON

/// Contact data as clients write it.
extension Input {
    /// One e-mail address without a display name: nothing that could become a second recipient or a header.
    package mutating func email(_ name: String, about: String? = nil) -> String? {
        read(name, as: .email, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, EmailAddress.isWellFormed(text) else {
                throw InputFault("must be one e-mail address without a display name")
            }
            return text
        }
    }

    /// An optional `+` and 5–15 digits; spaces and `-().` between them are allowed and kept.
    package mutating func phone(_ name: String, about: String? = nil) -> String? {
        read(name, as: .phone, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, PhoneNumber.normalized(text) != nil else {
                throw InputFault("must be a phone number of 5 to 15 digits")
            }
            return text
        }
    }
}

/// The form of e-mail addresses this suite accepts: RFC 5321's dot-atom local part and host name, at most 254 bytes.
package enum EmailAddress {
    package static func isWellFormed(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].count) else { return false }
        let local = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return local.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                    && label.allSatisfy { isAlphanumeric($0) || $0 == hyphen }
            }
    }

    private static let hyphen = UInt8(ascii: "-")
    private static let atomSymbols = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func isAtomText(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || atomSymbols.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Phone numbers compared by their digits.
package enum PhoneNumber {
    /// The number without spaces and punctuation, nil when it isn't one.
    package static func normalized(_ text: String) -> String? {
        var digits = text.filter { !" -().".contains($0) }
        let plus = digits.hasPrefix("+")
        if plus {
            digits.removeFirst()
        }
        guard (5...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return plus ? "+" + digits : digits
    }
}
