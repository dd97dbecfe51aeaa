// SPDX-License-Identifier: Apache-2.0
import Crypto

/// Six-digit codes as they rest: keyed hashes, since so few digits are tried out at once where the key is known.
package struct CodeHashing: Sendable {
    private let pepper: SymmetricKey

    /// nil for less than 16 bytes.
    package init?(pepper: String) {
        guard pepper.utf8.count >= 16 else { return nil }
        self.pepper = SymmetricKey(data: Array(pepper.utf8))
    }

    /// A fresh code.
    package static func random() -> String {
        let digits = String(Int.random(in: 0..<1_000_000))
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    /// - Parameter purpose: what the code is for; the same code has another hash elsewhere.
    package func hash(_ code: String, for purpose: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Self.text(code, purpose), using: pepper))
    }

    /// Compares in the same time whatever differs.
    package func isRight(_ code: String, for purpose: String, hash: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(hash, authenticating: Self.text(code, purpose), using: pepper)
    }

    private static func text(_ code: String, _ purpose: String) -> [UInt8] {
        Array("\(purpose)\n\(code)".utf8)
    }
}
