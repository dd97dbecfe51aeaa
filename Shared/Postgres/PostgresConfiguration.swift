// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the database is, who logs in, and how much of it this process may use.
package struct PostgresConfiguration: Sendable {
    /// How many connections the pool may hold.
    package var size: Int

    /// How much work may wait for a connection; more is refused with `queueFull`.
    package var queueLimit: Int

    /// The name the server shows for these connections.
    package var applicationName: String

    /// Who logs in; `<user>_background` is the role of ``Scope/background``.
    package let user: String

    let password: String
    let host: String
    let port: Int
    let database: String
    let tls: [String: String]

    /// Takes the URL apart.
    ///
    /// - Parameter url: `postgresql://user:password@host:port/database`, percent-encoded; `?sslmode=` and
    ///   `?sslrootcert=` are heard.
    /// - Throws: ``PostgresFailure`` with code `configuration` for a URL that is none of this form; never its text.
    package init(
        url: String, size: Int = 8, queueLimit: Int = 1_024, applicationName: String = "appointments"
    ) throws(PostgresFailure) {
        guard let parts = URLComponents(string: url), ["postgresql", "postgres"].contains(parts.scheme) else {
            throw PostgresFailure(
                .configuration, summary: "the URL must be postgresql://user:password@host:port/database")
        }
        let database = String(parts.path.dropFirst())
        guard let user = parts.user, !user.isEmpty, let host = parts.host, !host.isEmpty, !database.isEmpty,
            !database.contains("/")
        else {
            throw PostgresFailure(.configuration, summary: "the URL lacks a user, a host or a database")
        }
        var tls: [String: String] = [:]
        for item in parts.queryItems ?? [] {
            guard ["sslmode", "sslrootcert"].contains(item.name), let value = item.value else {
                throw PostgresFailure(.configuration, summary: "the URL may hold sslmode and sslrootcert, nothing else")
            }
            tls[item.name] = value
        }
        let password = parts.password ?? ""
        // libpq takes C strings: what follows a NUL would be lost.
        let texts = [user, password, host, database] + tls.values
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw PostgresFailure(.configuration, summary: "the URL holds a NUL")
        }
        let port = parts.port ?? 5_432
        guard (1...65_535).contains(port), (1...512).contains(size), queueLimit > 0 else {
            throw PostgresFailure(.configuration, summary: "port, size (1 to 512) or queue limit is out of range")
        }
        self.size = size
        self.queueLimit = queueLimit
        self.applicationName = applicationName
        self.user = user
        self.password = password
        // An IPv6 address stands in brackets in a URL and without them everywhere else.
        self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.port = port
        self.database = database
        self.tls = tls
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
    /// The configuration without its password, fit for logs.
    package var description: String {
        "postgresql://\(user)@\(host):\(port)/\(database)"
    }

    /// Hides the password from `dump` and from enclosing values' descriptions.
    package var customMirror: Mirror {
        Mirror(self, children: ["url": description])
    }
}
