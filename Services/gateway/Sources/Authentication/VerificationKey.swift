// SPDX-License-Identifier: Apache-2.0
import JWTKit

/// A public key that tokens may be signed with.
///
/// It alone decides the algorithm; what a token says of itself has to agree (RFC 8725 section 3.1).
struct VerificationKey: Sendable {
    /// `kid`, nil where the key set names none.
    let id: String?
    let algorithm: SignatureAlgorithm
    private let verifier: any JWTAlgorithm

    init(id: String?, algorithm: SignatureAlgorithm, verifier: any JWTAlgorithm) {
        self.id = id
        self.algorithm = algorithm
        self.verifier = verifier
    }

    /// Whether the signature was made with this key over these bytes.
    func verifies(_ signature: [UInt8], over signed: [UInt8]) -> Bool {
        // A signature that is none at all throws.
        (try? verifier.verify(signature, signs: signed)) ?? false
    }
}
