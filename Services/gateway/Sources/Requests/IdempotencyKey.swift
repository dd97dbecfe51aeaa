// SPDX-License-Identifier: Apache-2.0
import Contract

/// The rule for `Idempotency-Key`: 1–255 visible ASCII characters.
enum IdempotencyKey {
    /// - Parameter header: as the client sent it; several fields arrive joined by a comma and a space, and are refused.
    /// - Throws: `invalid-request`.
    static func read(_ header: String?) throws(Problem) -> String? {
        guard let header else { return nil }
        guard (1...255).contains(header.utf8.count), header.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Problem(
                .invalidRequest,
                faults: [Fault(pointer: "/Idempotency-Key", detail: "must be 1 to 255 visible ASCII characters")])
        }
        return header
    }
}
