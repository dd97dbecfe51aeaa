// SPDX-License-Identifier: Apache-2.0
import Time

/// What opens the room for whoever holds its code, as often as they like, until it expires or is revoked.
struct Ticket: Sendable, Equatable {
    /// A capability nobody can guess; lower-case letters and digits, so that it can be read out.
    let code: String
    let expires: Instant

    /// The code that somebody typed or followed; nil for what can be none.
    static func code(typed text: String) -> String? {
        let code = text.lowercased()
        guard (13...64).contains(code.utf8.count), code.utf8.allSatisfy(isLetter) else { return nil }
        return code
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    /// A fresh code of 80 random bits in base32 without the letters i, l, o and u.
    static func randomCode() -> String {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        let letters = (0..<16).map { _ in alphabet[Int(truncatingIfNeeded: generator.next() & 31)] }
        return String(decoding: letters, as: UTF8.self)
    }
}
