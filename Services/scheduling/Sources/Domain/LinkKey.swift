// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// The secret behind the links that others carry: whoever lacks it can neither make nor change one.
struct LinkKey: Sendable {
    private let key: SymmetricKey

    init(_ secret: String) {
        key = SymmetricKey(data: Data(secret.utf8))
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
