// SPDX-License-Identifier: Apache-2.0

/// What of a client's address is counted: an IPv4 address whole, of an IPv6 address the first 64 bits, for the rest is
/// the client's to choose (RFC 4291 section 2.5.4).
enum ClientNetwork {
    /// - Parameter address: as text; one that is no IPv6 address is its own key.
    static func key(of address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")), let bytes = TrustedProxies.bytes(address), bytes.count == 16
        else { return address }
        var prefix: UInt64 = 0
        for byte in bytes.prefix(8) {
            prefix = prefix << 8 | UInt64(byte)
        }
        return String(prefix, radix: 16)
    }
}
