// SPDX-License-Identifier: Apache-2.0
import JSON

/// The public keys that tokens may be signed with at a time (a JWK set, RFC 7517 section 5).
struct KeySet: Sendable {
    let keys: [VerificationKey]
    /// How many keys of the document can't verify anything accepted here.
    let unusable: Int

    static let empty = KeySet(keys: [], unusable: 0)

    private init(keys: [VerificationKey], unusable: Int) {
        self.keys = keys
        self.unusable = unusable
    }

    /// - Parameter jwks: the document. Keys that can't be used are left out, as sets may hold keys for other readers.
    /// - Throws: ``KeySetFault`` where it is no JWK set.
    init(jwks: [UInt8]) async throws {
        guard let document = try? JSONValue.parse(jwks, limits: .message) else { throw KeySetFault.notJSON }
        guard let members = document["keys"]?.elements else { throw KeySetFault.noKeys }
        var keys: [VerificationKey] = []
        for member in members {
            if let key = await VerificationKey(jwk: member) {
                keys.append(key)
            }
        }
        self.init(keys: keys, unusable: members.count - keys.count)
    }

    /// The only key that fits, in memory only.
    ///
    /// - Parameters:
    ///   - id: the token's `kid`; without one, exactly one key has to fit the algorithm.
    ///   - algorithm: the token's `alg`.
    func key(id: String?, algorithm: SignatureAlgorithm) -> VerificationKey? {
        var found: VerificationKey?
        for key in keys where key.algorithm == algorithm && (id == nil || key.id == id) {
            guard found == nil else { return nil }
            found = key
        }
        return found
    }
}

/// Why a document is no JWK set.
enum KeySetFault: String, Error, CustomStringConvertible {
    case notJSON = "the key set is not JSON"
    case noKeys = "the key set has no array `keys`"
    case noUsableKey = "the key set has no key that can be used"

    var description: String { rawValue }
}
