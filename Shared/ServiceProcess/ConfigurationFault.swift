// SPDX-License-Identifier: Apache-2.0

/// A configured value that can't be used; its text names the variable and what it takes, never a secret.
package struct ConfigurationFault: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// - Parameters:
    ///   - key: such as `smtp.url`, whose variable is `SMTP_URL`.
    ///   - expected: what the value has to be.
    package init(key: String, expected: String) {
        let variable = key.uppercased().split(separator: ".").joined(separator: "_")
        self.init("\(variable): must be \(expected)")
    }
}
