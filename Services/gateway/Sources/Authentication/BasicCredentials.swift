// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation

/// The user and the password in an `Authorization` field: `Basic base64(user:password)` (RFC 7617).
///
/// The user is an identifier; the password is any text and appears in no log.
struct BasicCredentials: Sendable, Equatable {
    let user: String
    let password: String

    /// Nothing of ours comes near it; a longer field isn't looked at.
    static let longest = 1_024

    /// - Parameter header: `Authorization` as the client sent it.
    /// - Returns: the credentials, unjudged; nil where there are none or they are malformed.
    static func read(_ header: String?) -> BasicCredentials? {
        guard let header, header.utf8.count <= longest,
            let blank = header.utf8.firstIndex(of: UInt8(ascii: " ")),
            // Schemes are case-insensitive (RFC 9110 section 11.1).
            header.utf8[...blank].map({ $0 | 0x20 }).elementsEqual("basic ".utf8)
        else { return nil }
        let encoded = Data(header.utf8[header.utf8.index(after: blank)...].drop { $0 == UInt8(ascii: " ") })
        // Foundation puts up with too much padding and with loose bits.
        guard let bytes = Data(base64Encoded: encoded), bytes.base64EncodedData() == encoded,
            let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        let (user, password) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        guard Identifier.isWellFormed(user), !password.isEmpty else { return nil }
        return BasicCredentials(user: user, password: password)
    }
}
