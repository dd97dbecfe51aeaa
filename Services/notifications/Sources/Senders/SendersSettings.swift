// SPDX-License-Identifier: Apache-2.0
import Configuration
import NotificationsContract
import ServiceProcess

/// What the environment decides about senders: the keys of what rests sealed, and who sends for whoever has none.
struct SendersSettings: Sendable {
    let sealing: Sealing
    let hashing: CodeHashing
    let allowed: AllowedDestinations
    let twilio: ProviderURL
    /// nil where the platform sends no SMS.
    let sms: SMSSender?

    /// Reads the settings from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `sealing.keys` | `id:base64,…` | required | keys of 32 bytes for what rests sealed; the first seals, all open |
    /// | `code.pepper` | text of 16 bytes or more | required | key of the hashes of codes |
    /// | `provider.allow` | names, addresses, networks | none | servers applications may use although not public |
    /// | `twilio.base.url` | http(s) URL | `https://api.twilio.com` | where Twilio's API is |
    /// | `sms.url` | http(s) URL | none | where SMS of applications without a sender are posted |
    /// | `sms.from` | text | `Appointments` | their sender |
    ///
    /// - Throws: ``ConfigurationFault``, or what the reader throws for a missing key.
    init(_ configuration: ConfigReader) throws {
        guard let sealing = Sealing(try configuration.requiredString(forKey: "sealing.keys", isSecret: true)) else {
            throw ConfigurationFault(key: "sealing.keys", expected: "id:base64,… with keys of 32 bytes")
        }
        guard
            let hashing = CodeHashing(
                pepper: try configuration.requiredString(forKey: "code.pepper", isSecret: true))
        else { throw ConfigurationFault(key: "code.pepper", expected: "16 bytes or more") }
        let listed = configuration.string(forKey: "provider.allow", default: "")
        guard let allowed = AllowedDestinations(listed) else {
            throw ConfigurationFault(key: "provider.allow", expected: "host names, addresses or networks")
        }
        let base = configuration.string(forKey: "twilio.base.url", default: "https://api.twilio.com")
        guard let twilio = ProviderURL(base), twilio.isEncrypted || twilio.isLoopback else {
            throw ConfigurationFault(key: "twilio.base.url", expected: "an https URL")
        }
        self.sealing = sealing
        self.hashing = hashing
        self.allowed = allowed
        self.twilio = twilio
        sms = try Self.platform(configuration)
    }

    private static func platform(_ configuration: ConfigReader) throws -> SMSSender? {
        guard let text = configuration.string(forKey: "sms.url") else { return nil }
        guard let url = ProviderURL(text), url.isEncrypted || url.isLoopback else {
            throw ConfigurationFault(key: "sms.url", expected: "an https URL")
        }
        return SMSSender(url: url, from: configuration.string(forKey: "sms.from", default: "Appointments"))
    }
}
