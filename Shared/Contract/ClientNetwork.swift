// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What of a client's address is counted: an IPv4 address whole, of an IPv6 address the first 64 bits, for the rest is
/// the client's to choose (RFC 4291 section 2.5.4).
package enum ClientNetwork {
    /// - Parameter address: as text; one that is no IPv6 address is its own key.
    package static func key(of address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")), !address.utf8.contains(0) else { return address }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard bytes.withUnsafeMutableBytes({ inet_pton(AF_INET6, address, $0.baseAddress) }) == 1 else {
            return address
        }
        let prefix = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return String(prefix, radix: 16)
    }
}
