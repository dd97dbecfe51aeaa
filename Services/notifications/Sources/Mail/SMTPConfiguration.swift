// SPDX-License-Identifier: Apache-2.0
package import NotificationsContract

/// How mail leaves: the server, who we are to it, how many connections.
package struct SMTPConfiguration: Sendable {
    package let address: SMTPAddress
    /// The domain we greet the server with.
    package let greeting: String
    /// nil hands mail in without logging in.
    package let credentials: Credentials?
    /// Connections, each with a thread of its own; as many messages are on their way at a time.
    package let connections: Int
    package let security: SMTPServer.Security
    /// Where the server is, looked up and checked before; empty lets libcurl look it up.
    package let addresses: [IPAddress]
    /// A file of PEM certificates, whose signatures on the server's count instead of those the system trusts; nil for
    /// the system's.
    package let authorities: String?

    package struct Credentials: Sendable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// How a connection is protected: what was opened under one is nothing for a message that asks for another.
    struct Protection: Hashable {
        let security: SMTPServer.Security
        let authorities: String?
    }

    var protection: Protection { Protection(security: security, authorities: authorities) }

    /// - Parameter security: nil for the usual: TLS, at once or by STARTTLS, unless the server is on this machine.
    package init(
        address: SMTPAddress, greeting: String, credentials: Credentials? = nil, connections: Int = 4,
        security: SMTPServer.Security? = nil, addresses: [IPAddress] = [], authorities: String? = nil
    ) {
        self.address = address
        self.greeting = greeting
        self.credentials = credentials
        self.connections = connections
        self.security = security ?? (address.isEncrypted ? .tls : address.isLoopback ? .none : .startTLS)
        self.addresses = addresses
        self.authorities = authorities
    }
}
