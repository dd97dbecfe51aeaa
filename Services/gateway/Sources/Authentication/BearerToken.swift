// SPDX-License-Identifier: Apache-2.0

/// The token in an `Authorization` field: `Bearer <jwt>`, or the bare JWT as the reference's samples send it.
enum BearerToken {
    /// No token of ours comes near it; a longer one isn't looked at.
    static let longest = 16_384

    /// - Parameter header: `Authorization` as the client sent it.
    /// - Returns: the token, unchecked; nil where there can be none.
    static func read(_ header: String?) -> String? {
        guard let header, !header.isEmpty, header.utf8.count <= longest + scheme.count else { return nil }
        guard let blank = header.utf8.firstIndex(of: UInt8(ascii: " ")) else {
            return header.utf8.count <= longest ? header : nil
        }
        // Schemes are case-insensitive (RFC 9110 section 11.1).
        guard header.utf8[...blank].map({ $0 | 0x20 }).elementsEqual(scheme) else { return nil }
        let token = header.utf8[header.utf8.index(after: blank)...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : String(Substring(token))
    }

    private static let scheme = Array("bearer ".utf8)
}
