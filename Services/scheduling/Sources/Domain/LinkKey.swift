// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Foundation

/// The secret behind the links that others carry: whoever lacks it can neither make nor change one.
struct LinkKey: Sendable {
    private let key: SymmetricKey

    init(_ secret: String) {
        key = SymmetricKey(data: Data(secret.utf8))
    }

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

    /// The code of a text for one purpose; those of another purpose never fit.
    func code(of text: String, for purpose: StaticString) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Self.message(text, purpose), using: key))
    }

    /// Compares in constant time.
    func isCode(_ code: [UInt8], of text: String, for purpose: StaticString) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Self.message(text, purpose), using: key)
    }

    private static func message(_ text: String, _ purpose: StaticString) -> Data {
        Data("\(purpose)\n\(text)".utf8)
    }
}
