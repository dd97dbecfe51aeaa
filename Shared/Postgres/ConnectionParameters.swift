// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What libpq is told when it connects.
enum ConnectionParameters {
    /// Keywords and values for `PQconnectStartParams`.
    ///
    /// Resolves the host, since libpq would do it blocking inside `PQconnectPoll` otherwise (native-clients.md 2.2.3);
    /// call it on a thread that may block. `nil` when the host has no address.
    static func resolved(for configuration: PostgresConfiguration) -> [(keyword: String, value: String)]? {
        var parameters = [
            ("user", configuration.user),
            ("password", configuration.password),
            ("dbname", configuration.database),
            ("application_name", configuration.applicationName),
            ("client_encoding", "UTF8"),
            ("gssencmode", "disable"),
            // Dead peers within ten seconds or so (native-clients.md 2.2.11).
            ("keepalives", "1"),
            ("keepalives_idle", "10"),
            ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
            // A query whose client died stops; a frozen client does not hold locks for ever.
            (
                "options",
                "-c client_connection_check_interval=2000 -c idle_in_transaction_session_timeout=10000"
                    + " -c timezone=UTC"
            ),
        ]
        parameters += configuration.tls.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        if configuration.host.hasPrefix("/") {
            parameters += [("host", configuration.host), ("port", String(configuration.port))]
            return parameters
        }
        let addresses = addresses(of: configuration.host)
        guard !addresses.isEmpty else { return nil }
        // libpq wants one host per hostaddr; the host is still what a certificate is checked against.
        let hosts = addresses.map { _ in configuration.host }
        parameters += [
            ("host", hosts.joined(separator: ",")), ("hostaddr", addresses.joined(separator: ",")),
            ("port", String(configuration.port)),
        ]
        return parameters
    }

    private static func addresses(of host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var entry = list
        while let info = entry?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            if getnameinfo(info.ai_addr, info.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0 {
                let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                addresses.append(String(decoding: bytes, as: UTF8.self))
            }
            entry = info.ai_next
        }
        return addresses
    }
}
