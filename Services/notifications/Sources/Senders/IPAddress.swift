// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An IPv4 or IPv6 address.
package struct IPAddress: Sendable, Hashable {
    /// Four or sixteen.
    package let bytes: [UInt8]

    /// From its usual form; nil for anything else. An IPv6 address has no brackets and no scope.
    package init?(_ text: some StringProtocol) {
        var four = in_addr()
        var six = in6_addr()
        let text = String(text)
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// From what the resolver or a socket says; nil for another family.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) }
            }
        case AF_INET6:
            bytes = UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) }
            }
        default: return nil
        }
    }

    package var isIPv4: Bool { bytes.count == 4 }

    /// Its usual form, without brackets.
    package var text: String {
        if isIPv4 {
            return bytes.map { String($0) }.joined(separator: ".")
        }
        // The long form means the same and needs no rules.
        return stride(from: 0, to: bytes.count - 1, by: 2)
            .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    /// Whether it is one of the public Internet's, where anybody's servers are.
    ///
    /// IPv6 knows global unicast only (2000::/3); forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) count as
    /// not public, since they could lead to a private one.
    package var isPublic: Bool {
        if isIPv4 {
            return !Self.reservedIPv4.contains { $0.contains(self) }
        }
        return Self.globalUnicast.contains { $0.contains(self) } && !Self.reservedIPv6.contains { $0.contains(self) }
    }

    /// IANA's registry of special purposes, with multicast and the class E.
    private static let reservedIPv4 = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap(IPNetwork.init)

    private static let globalUnicast = ["2000::/3"].compactMap(IPNetwork.init)

    private static let reservedIPv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap(
        IPNetwork.init)
}

/// The addresses that begin with the same bits.
package struct IPNetwork: Sendable, Hashable {
    private let base: IPAddress
    private let length: Int

    /// From `address/length` or a lone address; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let length = parts.count == 2 ? Int(parts[1]) : base.bytes.count * 8
        guard let length, (0...base.bytes.count * 8).contains(length) else { return nil }
        self.base = base
        self.length = length
    }

    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        return zip(address.bytes, base.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(length - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
            return pair.0 & mask == pair.1 & mask
        }
    }
}
