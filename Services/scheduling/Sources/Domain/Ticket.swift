// SPDX-License-Identifier: Apache-2.0
import Time

/// What opens the room for whoever holds its code, as often as they like, until it expires or is revoked.
struct Ticket: Sendable, Equatable {
    /// A capability nobody can guess; lower-case letters and digits, so that it can be read out.
    let code: String
    let expires: Instant

    /// A fresh code of 80 random bits in base32 without the letters i, l, o and u.
    static func randomCode() -> String {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        let letters = (0..<16).map { _ in alphabet[Int(truncatingIfNeeded: generator.next() & 31)] }
        return String(decoding: letters, as: UTF8.self)
    }
}
