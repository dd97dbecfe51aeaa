// SPDX-License-Identifier: Apache-2.0
package import Contract
import JSON

/// Where an application's mail is handed in.
package struct SMTPServer: Sendable, Equatable {
    package enum Security: String, Sendable, Codable, CaseIterable {
        /// Unencrypted, on this machine only.
        case none = "NONE"
        /// Encrypted after a first unencrypted word; refused where the server can't.
        case startTLS = "STARTTLS"
        /// Encrypted from the first byte.
        case tls = "TLS"
    }

    /// Empty only when the field was faulty.
    package let host: String
    package let port: Int
    package let security: Security
    package let username: String?
    package let password: Secret?

    package init(reading input: inout Input) {
        let host = input.read("host", as: HostName.schema) { value throws(InputFault) in
            guard case .string(let text) = value, HostName.isWellFormed(text) else {
                throw InputFault("must be a host name or an IP address")
            }
            return text.lowercased()
        }
        self.host = input.required("host", host, placeholder: "")
        port = input.required("port", input.wholeNumber("port", in: 1...65_535), placeholder: 0)
        let security = input.choice(
            "security", of: Security.self, about: "NONE only where the server is on the suite's own machine.")
        self.security = input.required("security", security, placeholder: .tls)
        username = input.text("username", atLeast: 1, atMost: 255)
        password = input.text("password", atLeast: 1, atMost: 1_000).map(Secret.init)
        if security == Security.none, let host, !LoopbackHost.isLoopback(host) {
            input.refuse("security", "must be STARTTLS or TLS for a server on another machine")
        }
        if (username == nil) != (password == nil) {
            input.refuse(username == nil ? "username" : "password", "is required beside the other")
        }
    }
}
