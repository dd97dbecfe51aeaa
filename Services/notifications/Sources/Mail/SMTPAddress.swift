// SPDX-License-Identifier: Apache-2.0

/// Where mail is handed in, read from `smtp://host:port` or `smtps://host:port`.
package struct SMTPAddress: Sendable, Equatable {
    package let isEncrypted: Bool
    package let host: String
    package let port: Int

    /// nil for anything but scheme, host and optional port: credentials, paths and queries have no place in it.
    package init?(_ url: String) {
        guard let scheme = ["smtp://", "smtps://"].first(where: url.hasPrefix) else { return nil }
        isEncrypted = scheme == "smtps://"
        var authority = url.dropFirst(scheme.count)
        if authority.hasSuffix("/") {
            authority = authority.dropLast()
        }
        let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let colon = authority[(hostEnd ?? authority.startIndex)...].firstIndex(of: ":")
        host = String(authority[..<(colon ?? authority.endIndex)])
        if let colon {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
        } else {
            port = isEncrypted ? 465 : 25
        }
        let isAllowed: (UInt8) -> Bool = { byte in
            (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || ".-_:[]".utf8.contains(byte)
        }
        guard !host.isEmpty, host.utf8.allSatisfy(isAllowed) else { return nil }
    }

    /// Whether the mail stays on this machine, the only place where it may go unencrypted.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || isLoopbackIPv4
    }

    private var isLoopbackIPv4: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// For libcurl: the host at these addresses and no others; nil for a host that is an address itself.
    func pinned(to addresses: [IPAddress]) -> String? {
        guard !addresses.isEmpty, !host.hasPrefix("["), IPAddress(host) == nil else { return nil }
        let list = addresses.map { $0.isIPv4 ? $0.text : "[\($0.text)]" }.joined(separator: ",")
        return "+\(host):\(port):\(list)"
    }

    /// For libcurl, which takes the name to greet with from the path.
    func url(greeting: String) -> String {
        "\(isEncrypted ? "smtps" : "smtp")://\(host):\(port)/\(greeting)"
    }
}
