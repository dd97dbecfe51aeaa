// SPDX-License-Identifier: Apache-2.0

/// Why a connection to the broker could not be made, kept or used. Never contains a password.
package struct AMQPFailure: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; open, so that a switch over it needs a fallback.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, as it appears in logs.
        package let name: String

        /// The broker's address can't be used.
        package static let address = Code(name: "address")
        /// There is no connection to be had at that address.
        package static let connect = Code(name: "connect")
        /// The broker refused the login or the virtual host.
        package static let login = Code(name: "login")
        /// The broker closed a channel; ``AMQPFailure/replyCode`` says why.
        package static let channelClosed = Code(name: "channel closed")
        /// The broker closed the connection, or it was lost.
        package static let connectionClosed = Code(name: "connection closed")
        /// The C library reported an error.
        package static let library = Code(name: "library")
        /// The broker sent something the protocol or our limits do not allow.
        package static let protocolViolation = Code(name: "protocol violation")
        /// The broker did not answer in time.
        package static let timeout = Code(name: "timeout")
        /// It was used in a way it does not support, for example run twice.
        package static let misuse = Code(name: "misuse")

        package var description: String { name }
    }

    package let code: Code
    /// The broker's reply code, where it gave one.
    package let replyCode: Int?
    package let message: String
    package let file: String
    package let line: Int

    package init(
        _ code: Code, _ message: String, replyCode: Int? = nil, file: String = #fileID, line: Int = #line
    ) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
        self.file = file
        self.line = line
    }

    package var description: String {
        let reply = replyCode.map { " (\($0))" } ?? ""
        return "AMQP \(code)\(reply): \(message) [\(file):\(line)]"
    }
}
