// SPDX-License-Identifier: Apache-2.0
import Configuration
import Contract
import Foundation
import ServiceProcess

/// What the environment decides about messages: who sends them, by which server, where their links lead.
struct NotificationsSettings: Sendable {
    let publicURL: String
    let calendarDomain: String
    let sender: MailMessage.Sender
    let smtp: SMTPConfiguration

    /// Reads the settings from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `public.url` | http(s) URL | required | where clients reach the gateway; links begin with it by default |
    /// | `calendar.domain` | host name | required | the part of an entry's UID after the `@`, for good |
    /// | `platform.from.address` | e-mail address | required | sender of every mail, organizer of every entry |
    /// | `platform.from.name` | text | `Appointments` | the sender's name |
    /// | `smtp.url` | smtp(s) URL | required | server and port; TLS is required unless it is on this machine |
    /// | `smtp.username`, `smtp.password` | text | none | log in with these, both of them |
    /// | `smtp.ca.file` | path | the system's | PEM certificates that sign the server's, instead of those |
    /// | `smtp.connections` | 1–64 | 4 | messages on their way at a time |
    ///
    /// - Throws: ``ConfigurationFault``, or what the reader throws for a missing key.
    init(_ configuration: ConfigReader) throws {
        publicURL = try Self.publicURL(configuration.requiredString(forKey: "public.url"))
        calendarDomain = try configuration.requiredString(forKey: "calendar.domain")
        sender = MailMessage.Sender(
            address: try configuration.requiredString(forKey: "platform.from.address"),
            name: configuration.string(forKey: "platform.from.name", default: "Appointments"))
        guard EmailAddress.isWellFormed("uid@\(calendarDomain)") else {
            throw ConfigurationFault(key: "calendar.domain", expected: "a host name")
        }
        guard EmailAddress.isWellFormed(sender.address) else {
            throw ConfigurationFault(key: "platform.from.address", expected: "one e-mail address without a name")
        }
        guard let address = SMTPAddress(try configuration.requiredString(forKey: "smtp.url")) else {
            throw ConfigurationFault(key: "smtp.url", expected: "smtp://host:port or smtps://host:port")
        }
        smtp = SMTPConfiguration(
            address: address, greeting: calendarDomain, credentials: try Self.credentials(configuration),
            connections: try configuration.number("smtp.connections", in: 1...64, default: 4),
            authorities: try Self.authorities(configuration))
    }

    private static func publicURL(_ text: String) throws -> String {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"\"'<>\\?#".utf8.contains($0) }
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), isPlain else {
            throw ConfigurationFault(key: "public.url", expected: "an http or https URL")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// A file that can't be read would let no mail out, and is noticed best at the start.
    private static func authorities(_ configuration: ConfigReader) throws -> String? {
        guard let path = configuration.string(forKey: "smtp.ca.file") else { return nil }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw ConfigurationFault(key: "smtp.ca.file", expected: "a file that can be read")
        }
        return path
    }

    /// One without the other would hand mail in without logging in.
    private static func credentials(_ configuration: ConfigReader) throws -> SMTPConfiguration.Credentials? {
        switch (configuration.text("smtp.username"), configuration.text("smtp.password", isSecret: true)) {
        case (nil, nil): return nil
        case (let user?, let password?): return SMTPConfiguration.Credentials(user: user, password: password)
        default: throw ConfigurationFault("SMTP_USERNAME, SMTP_PASSWORD: both or none of the two are required")
        }
    }
}
