// SPDX-License-Identifier: Apache-2.0

/// How the platform's mail leaves: the server, who we are to it, how many connections.
package struct SMTPConfiguration: Sendable {
    package let address: SMTPAddress
    /// The domain we greet the server with.
    package let greeting: String
    /// nil hands mail in without logging in.
    package let credentials: Credentials?
    /// Connections, each with a thread of its own; as many messages are on their way at a time.
    package let connections: Int

    package struct Credentials: Sendable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    package init(
        address: SMTPAddress, greeting: String, credentials: Credentials? = nil, connections: Int = 4
    ) {
        self.address = address
        self.greeting = greeting
        self.credentials = credentials
        self.connections = min(max(connections, 1), 64)
    }
}
