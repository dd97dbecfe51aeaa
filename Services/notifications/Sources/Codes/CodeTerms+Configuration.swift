// SPDX-License-Identifier: Apache-2.0
import Configuration
import ServiceProcess

extension CodeTerms {
    /// Reads the terms from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `sealing.keys` | `id:base64,…` | required | keys of 32 bytes for what rests sealed; the first seals, all open |
    /// | `code.pepper` | text of 16 bytes or more | required | key of the hashes of codes and addresses |
    /// | `code.limit.per.address` | 1–1000000 | 20 | codes in 10 minutes that one client address may ask for |
    /// | `code.limit.per.application` | 1–1000000 | 1000 | codes in 10 minutes that may be asked for with one application |
    /// | `sms.countries` | `+49,+43,-+43900` | all | beginnings of the numbers that get codes by SMS |
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
        guard let countries = CallingCodes(configuration.string(forKey: "sms.countries", default: "")) else {
            throw ConfigurationFault(key: "sms.countries", expected: "calling codes such as +49, separated by commas")
        }
        self.init(
            perClient: try configuration.number("code.limit.per.address", in: 1...1_000_000, default: 20),
            perApplication: try configuration.number("code.limit.per.application", in: 1...1_000_000, default: 1_000),
            countries: countries, hashing: hashing, sealing: sealing)
    }
}
