// SPDX-License-Identifier: Apache-2.0
import Configuration

extension CodeTerms {
    /// Reads the terms from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `sealing.keys` | `id:base64,…` | required | keys of 32 bytes for what rests sealed; the first seals, all open |
    /// | `code.pepper` | text of 16 bytes or more | required | key of the hashes of codes and addresses |
    /// | `code.limit.per.address` | integer | 20 | codes in 10 minutes that one client address may ask for |
    /// | `code.limit.per.application` | integer | 1000 | codes in 10 minutes that may be asked for with one application |
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
            perClient: try Self.limit("code.limit.per.address", 20, configuration),
            perApplication: try Self.limit("code.limit.per.application", 1_000, configuration),
            countries: countries, hashing: hashing, sealing: sealing)
    }

    private static func limit(_ key: String, _ usual: Int, _ configuration: ConfigReader) throws -> Int {
        let limit = configuration.int(forKey: ConfigKey(key), default: usual)
        guard (1...1_000_000).contains(limit) else { throw ConfigurationFault(key: key, expected: "1 to 1000000") }
        return limit
    }
}
