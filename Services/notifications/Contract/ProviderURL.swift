// SPDX-License-Identifier: Apache-2.0
package import Contract

/// An absolute http(s) URL of a provider: host, optional port, path and query; no login and no fragment in it.
package struct ProviderURL: Sendable, Equatable {
    package let isEncrypted: Bool
    /// Lower case; an IPv6 address has brackets.
    package let host: String
    package let port: Int
    /// From the slash on, query included.
    package let path: String

    package init?(_ text: String) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            !text.utf8.contains(where: { "\"<>\\^`{|}#".utf8.contains($0) }),
            let scheme = ["https://", "http://"].first(where: text.hasPrefix)
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let written = rest[authority.endIndex...]
        let bracket = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let colon = authority[(bracket ?? authority.startIndex)...].firstIndex(of: ":")
        let host = String(authority[..<(colon ?? authority.endIndex)]).lowercased()
        guard HostName.isWellFormed(host) else { return nil }
        isEncrypted = scheme == "https://"
        if let colon {
            let digits = authority[authority.index(after: colon)...]
            guard let number = UInt16(digits), number > 0, String(number) == digits else { return nil }
            port = Int(number)
        } else {
            port = isEncrypted ? 443 : 80
        }
        self.host = host
        path = written.hasPrefix("/") ? String(written) : "/\(written)"
    }

    /// The same server with another path.
    package init(_ base: ProviderURL, path: String) {
        isEncrypted = base.isEncrypted
        host = base.host
        port = base.port
        self.path = path
    }

    /// Whether it stays on this machine, the only place that may be asked unencrypted.
    package var isLoopback: Bool {
        LoopbackHost.isLoopback(host)
    }

    package var text: String {
        "\(isEncrypted ? "https" : "http")://\(host):\(port)\(path)"
    }

    /// Without the query, which may hold a key.
    package var shown: String {
        "\(isEncrypted ? "https" : "http")://\(host):\(port)\(path.prefix { $0 != "?" })"
    }

    /// The form in which it is read, as far as a pattern can say it.
    package static let schema = Schema.string(
        format: "uri", pattern: "^https?://[A-Za-z0-9._:\\[\\]-]+([/?][!$%&'()*+,./0-9:;=?@A-Z\\[\\]_a-z~-]*)?$",
        lengths: 1...2_000)
}

/// Which names and addresses are this machine's own.
package enum LoopbackHost {
    package static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || host == "[::1]"
            || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
    }
}
