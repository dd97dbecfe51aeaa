// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Foundation

@testable import GatewayService

extension TokenWorkshop {
    /// Signatures that were not made with the key, or not by the algorithm, they claim.
    func hostileSignatures() throws -> [HostileToken] {
        let good = try token()
        let signed = good[..<(good.lastIndex(of: ".") ?? good.endIndex)]
        let zeros = Base64URL.encode([UInt8](repeating: 0, count: 64))
        let stranger = P256.Signing.PrivateKey()
        let modulus = Array(try rsa.publicKey.getKeyPrimitives().modulus)
        let pem = Array(rsa.publicKey.pemRepresentation.utf8)
        let hmacHeader = #"{"alg":"HS256","typ":"JWT","kid":"rsa"}"#
        func hmac(_ key: [UInt8]) -> ([UInt8]) -> [UInt8] {
            { Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: key))) }
        }
        let other = try token(Self.header, Self.claims(["userId": #""user-2""#]))
        let parts = good.split(separator: ".")
        let otherParts = other.split(separator: ".")
        return try [
            HostileToken("empty signature", "\(signed)."),
            HostileToken("no third part", String(signed)),
            HostileToken("ES256 r = s = 0", "\(signed).\(zeros)"),
            HostileToken("ES256 r = 0, s = 1", "\(signed).\(Base64URL.encode([UInt8](repeating: 0, count: 63) + [1]))"),
            HostileToken("ES256 all ones", "\(signed).\(Base64URL.encode([UInt8](repeating: 255, count: 64)))"),
            HostileToken("ES256 short signature", "\(signed).\(zeros.prefix(84))"),
            HostileToken("ES256 long signature", "\(signed).\(zeros)AAAA"),
            HostileToken(
                "ES256 signature in DER",
                token(Self.header, Self.claims()) { try Array(p256.signature(for: $0).derRepresentation) }),
            HostileToken(
                "signed by a stranger",
                token(Self.header, Self.claims()) { try Array(stranger.signature(for: $0).rawRepresentation) }),
            HostileToken("claims of another token", "\(parts[0]).\(otherParts[1]).\(parts[2])"),
            HostileToken("signature of another token", "\(parts[0]).\(parts[1]).\(otherParts[2])"),
            HostileToken("HS256 with the public key as secret, PEM", token(hmacHeader, Self.claims(), sign: hmac(pem))),
            HostileToken(
                "HS256 with the public key as secret, PEM with newline",
                token(hmacHeader, Self.claims(), sign: hmac(pem + [10]))),
            HostileToken("HS256 with the modulus as secret", token(hmacHeader, Self.claims(), sign: hmac(modulus))),
            HostileToken("HS256 with no secret", token(hmacHeader, Self.claims(), sign: hmac([0]))),
            HostileToken(
                "HS256 bytes under RS256", token(#"{"alg":"RS256","kid":"rsa"}"#, Self.claims(), sign: hmac(pem))),
            HostileToken("ES256 signature under RS256 and the RSA key", token(#"{"alg":"RS256","kid":"rsa"}"#)),
            HostileToken("RS256 signature under ES256 and the EC key", rsaToken(Self.header)),
            HostileToken("RS256 with the EC key's kid", rsaToken(#"{"alg":"RS256","kid":"ec"}"#)),
            HostileToken("EdDSA with the RSA key's kid", edToken(#"{"alg":"EdDSA","kid":"rsa"}"#)),
            HostileToken(
                "RS256 in PSS padding",
                token(#"{"alg":"RS256","kid":"rsa"}"#, Self.claims()) {
                    try Array(rsa.signature(for: SHA256.hash(data: $0), padding: .PSS).rawRepresentation)
                }),
            HostileToken(
                "PS256 by the RSA key",
                token(#"{"alg":"PS256","kid":"rsa"}"#, Self.claims()) {
                    try Array(rsa.signature(for: SHA256.hash(data: $0), padding: .PSS).rawRepresentation)
                }),
            HostileToken(
                "RS512 by the RSA key",
                token(#"{"alg":"RS512","kid":"rsa"}"#, Self.claims()) {
                    try Array(rsa.signature(for: SHA512.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation)
                }),
            HostileToken("RSA signature of zeros", rsaSigned([UInt8](repeating: 0, count: 256))),
            HostileToken("RSA signature of one", rsaSigned([UInt8](repeating: 0, count: 255) + [1])),
            HostileToken("RSA signature as large as the modulus", rsaSigned(modulus)),
            HostileToken("RSA signature of 1 byte", rsaSigned([1])),
            HostileToken(
                "EdDSA signature of zeros",
                token(#"{"alg":"EdDSA","kid":"ed"}"#, Self.claims()) { _ in [UInt8](repeating: 0, count: 64) }),
        ]
    }

    private func rsaSigned(_ signature: [UInt8]) -> String {
        token(#"{"alg":"RS256","kid":"rsa"}"#, Self.claims()) { _ in signature }
    }
}
