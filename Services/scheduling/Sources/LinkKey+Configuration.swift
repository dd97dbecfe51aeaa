// SPDX-License-Identifier: Apache-2.0
import Configuration
import ServiceProcess

extension LinkKey {
    /// Reads it from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `link.key` | text of at least 32 characters | required | signs calendar links; another one makes them plain |
    ///
    /// - Throws: ``ConfigurationFault``, or what the reader throws for a missing key.
    init(_ configuration: ConfigReader) throws {
        let secret = try configuration.requiredString(forKey: "link.key", isSecret: true)
        guard secret.utf8.count >= 32 else {
            throw ConfigurationFault(key: "link.key", expected: "a text of at least 32 characters")
        }
        self.init(secret)
    }
}
