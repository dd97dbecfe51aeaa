// SPDX-License-Identifier: Apache-2.0
import JSON
package import NotificationsContract

/// An application's own e-mail sender, as it rests sealed.
package struct EmailSender: Codable, Sendable, Equatable {
    package var fromAddress: String
    package var fromName: String
    package var host: String
    package var port: Int
    package var security: SMTPServer.Security
    package var username: String?
    package var password: Secret?

    package init(_ asked: ConfigureEmailSender, _ server: SMTPServer) {
        fromAddress = asked.fromAddress
        fromName = asked.fromName
        host = server.host
        port = server.port
        security = server.security
        username = server.username
        password = server.password
    }

    /// What may be shown of it, a JSON object.
    package var shown: String {
        var json = JSONWriter()
        json.object { json in
            json.member("fromAddress", fromAddress)
            json.member("fromName", fromName)
            json.member(
                "smtp",
                object: { json in
                    json.member("host", host)
                    json.member("port", port)
                    json.member("security", security.rawValue)
                    json.member("username", username)
                })
        }
        return json.text
    }

    /// How to hand mail in, at addresses that were looked up and checked.
    ///
    /// - Returns: nil for a host that no URL can have.
    func configuration(greeting: String, at addresses: [IPAddress]) -> SMTPConfiguration? {
        let scheme = security == .tls ? "smtps" : "smtp"
        return SMTPAddress("\(scheme)://\(host):\(port)").map { address in
            SMTPConfiguration(
                address: address, greeting: greeting, credentials: credentials, security: security,
                addresses: addresses)
        }
    }

    private var credentials: SMTPConfiguration.Credentials? {
        guard let username, let password else { return nil }
        return SMTPConfiguration.Credentials(user: username, password: password.text)
    }
}
