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

    /// A phone number or an e-mail address, whichever a word in another field asks for.
    ///
    /// - Parameters:
    ///   - isPhone: what was read from the other field; nil when it was faulty, either is accepted then.
    ///   - field: the other field, with its words for a phone and for an e-mail address.
    package mutating func address(
        _ name: String, isPhone: Bool?, by field: (name: String, phone: String, email: String), about: String? = nil
    ) -> String? {
        note(rule: .form(.phone, of: name, where: field.name, is: field.phone))
        note(rule: .form(.email, of: name, where: field.name, is: field.email))
        return read(name, as: .string(lengths: 3...254), about: about) { value throws(InputFault) in
            guard case .string(let text) = value, (3...254).contains(text.unicodeScalars.count) else {
                throw InputFault("must be a string of 3 to 254 characters")
            }
            switch isPhone {
            case true? where PhoneNumber.normalized(text) == nil:
                throw InputFault("must be a phone number of 5 to 15 digits")
            case false? where !EmailAddress.isWellFormed(text):
                throw InputFault("must be one e-mail address without a display name")
            default:
                return text
            }
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
