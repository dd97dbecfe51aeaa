// SPDX-License-Identifier: Apache-2.0
import JSON
import JWTKit

extension VerificationKey {
    /// Reads a public key of a JWK set (RFC 7517), strictly.
    ///
    /// - Returns: nil for a key that signs nothing accepted here: another type, curve, use or algorithm, an RSA modulus
    ///   below 2048 bits, parameters that are no point or number.
    init?(jwk: JSONValue) async {
        guard jwk.members != nil, Self.isForSignatures(jwk) else { return nil }
        let id = jwk["kid"]
        guard id == nil || id?.text != nil else { return nil }
        let made: (SignatureAlgorithm, any JWTAlgorithm)?
        switch jwk["kty"]?.text {
        case "RSA": made = await Self.rsa(jwk).map { (.rs256, $0) }
        case "EC": made = await Self.p256(jwk).map { (.es256, $0) }
        case "OKP": made = await Self.ed25519(jwk).map { (.edDSA, $0) }
        default: made = nil
        }
        guard let (algorithm, verifier) = made else { return nil }
        guard jwk["alg"] == nil || jwk["alg"]?.text == algorithm.rawValue else { return nil }
        self.init(id: id?.text, algorithm: algorithm, verifier: verifier)
    }

    private static func isForSignatures(_ jwk: JSONValue) -> Bool {
        if let use = jwk["use"], use.text != "sig" { return false }
        guard let operations = jwk["key_ops"] else { return true }
        return operations.elements?.contains { $0.text == "verify" } ?? false
    }

    private static func rsa(_ jwk: JSONValue) async -> (any JWTAlgorithm)? {
        guard let n = jwk["n"]?.text, let e = jwk["e"]?.text, let modulus = Base64URL.decode(n.utf8),
            Base64URL.decode(e.utf8) != nil, bitWidth(modulus) >= 2048,
            let key = try? Insecure.RSA.PublicKey(modulus: n, exponent: e)
        else { return nil }
        return await algorithm(JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256))
    }

    private static func p256(_ jwk: JSONValue) async -> (any JWTAlgorithm)? {
        guard jwk["crv"]?.text == "P-256", let x = jwk["x"]?.text, let y = jwk["y"]?.text,
            Base64URL.decode(x.utf8)?.count == 32, Base64URL.decode(y.utf8)?.count == 32,
            let key = try? ES256PublicKey(parameters: (x: x, y: y))
        else { return nil }
        return await algorithm(JWTKeyCollection().add(ecdsa: key))
    }

    private static func ed25519(_ jwk: JSONValue) async -> (any JWTAlgorithm)? {
        guard jwk["crv"]?.text == "Ed25519", let x = jwk["x"]?.text, Base64URL.decode(x.utf8)?.count == 32,
            let key = try? EdDSA.PublicKey(x: x, curve: .ed25519)
        else { return nil }
        return await algorithm(JWTKeyCollection().add(eddsa: key))
    }

    /// A collection of one key gives out its algorithm; its own search for keys, which falls back to a default one, is
    /// never used.
    private static func algorithm(_ keys: JWTKeyCollection) async -> (any JWTAlgorithm)? {
        try? await keys.getKey()
    }

    private static func bitWidth(_ number: [UInt8]) -> Int {
        let digits = number.drop { $0 == 0 }
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}
