// SPDX-License-Identifier: Apache-2.0
import Glibc
import ServiceProcess

/// The proxies whose `X-Forwarded-For` is believed, as addresses and networks.
struct TrustedProxies: Sendable {
    private struct Network {
        let bytes: [UInt8]
        let bits: Int
    }

    private let networks: [Network]

    static let none = TrustedProxies(networks: [])

    private init(networks: [Network]) {
        self.networks = networks
    }

    /// - Parameter list: addresses and networks such as `10.0.0.0/8, ::1`, separated by commas.
    /// - Throws: ``ConfigurationFault`` naming the entry that is neither.
    init(_ list: String) throws(ConfigurationFault) {
        var networks: [Network] = []
        for entry in list.split(separator: ",") {
            let text = entry.filter { $0 != " " }
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let bytes = Self.bytes(String(parts[0])) else { throw Self.fault(text) }
            guard let bits = parts.count == 2 ? Int(parts[1]) : bytes.count * 8, (0...bytes.count * 8).contains(bits)
            else { throw Self.fault(text) }
            networks.append(Network(bytes: bytes, bits: bits))
        }
        self.networks = networks
    }

    /// The client's address: the peer, or what the nearest trusted proxies say of it.
    ///
    /// - Parameters:
    ///   - peer: address of the socket's other end.
    ///   - forwardedFor: `X-Forwarded-For`; each proxy appends whom it heard from, so it is read from the right and
    ///     believed as long as the speaker is trusted.
    func client(peer: String, forwardedFor: String?) -> String {
        let peer = Self.plain(peer)
        guard !networks.isEmpty, let forwardedFor, trusts(peer) else { return peer }
        var client = peer
        for hop in forwardedFor.split(separator: ",").reversed() {
            let address = Self.plain(hop.filter { $0 != " " })
            guard Self.bytes(address) != nil else { return client }
            client = address
            guard trusts(address) else { return client }
        }
        return client
    }

    private func trusts(_ address: String) -> Bool {
        guard let bytes = Self.bytes(address) else { return false }
        return networks.contains { network in
            network.bytes.count == bytes.count
                && bytes.indices.allSatisfy { index in
                    let kept = min(max(network.bits - index * 8, 0), 8)
                    return (bytes[index] ^ network.bytes[index]) >> UInt8(8 - kept) == 0
                }
        }
    }

    /// An IPv4 address is the same behind an IPv6 socket.
    private static func plain(_ address: String) -> String {
        let mapped = "::ffff:"
        guard address.hasPrefix(mapped), address.contains(".") else { return address }
        return String(address.dropFirst(mapped.count))
    }

    /// The 4 or 16 bytes of an address, nil for a text that is none.
    static func bytes(_ address: String) -> [UInt8]? {
        guard !address.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if bytes.withUnsafeMutableBytes({ inet_pton(AF_INET, address, $0.baseAddress) }) == 1 {
            return Array(bytes.prefix(4))
        }
        return bytes.withUnsafeMutableBytes({ inet_pton(AF_INET6, address, $0.baseAddress) }) == 1 ? bytes : nil
    }

    private static func fault(_ entry: String) -> ConfigurationFault {
        ConfigurationFault("TRUSTED_PROXIES: \"\(entry)\" is neither an address nor a network such as 10.0.0.0/8")
    }
}
