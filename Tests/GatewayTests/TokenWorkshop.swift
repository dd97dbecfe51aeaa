// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Foundation
import JSON
import Time

@testable import GatewayService

/// Keys and everything needed to make tokens with them, good ones and hostile ones.
struct TokenWorkshop: Sendable {
    /// The instant at which tokens are judged in tests.
    static let now = Instant(microseconds: 1_800_000_000_000_000)
    static let seconds: Int64 = 1_800_000_000

    let p256 = P256.Signing.PrivateKey()
    let ed25519 = Curve25519.Signing.PrivateKey()
    let rsa: _RSA.Signing.PrivateKey

    /// Making an RSA key takes long, so it is made once.
    static let shared = Result { try TokenWorkshop() }

    init() throws {
        rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    }

    // MARK: - Keys

    var p256JWK: JSONValue {
        Self.p256JWK(p256.publicKey, kid: "ec")
    }

    static func p256JWK(_ key: P256.Signing.PublicKey, kid: String?) -> JSONValue {
        let point = Array(key.rawRepresentation)
        return jwk(
            kid: kid, "ES256",
            [
                "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Base64URL.encode(point.prefix(32))),
                "y": .string(Base64URL.encode(point.suffix(32))),
            ])
    }

    var ed25519JWK: JSONValue {
        Self.jwk(
            kid: "ed", "EdDSA",
            [
                "kty": .string("OKP"), "crv": .string("Ed25519"),
                "x": .string(Base64URL.encode(Array(ed25519.publicKey.rawRepresentation))),
            ])
    }

    var rsaJWK: JSONValue {
        get throws {
            let numbers = try rsa.publicKey.getKeyPrimitives()
            return Self.jwk(
                kid: "rsa", "RS256",
                [
                    "kty": .string("RSA"), "n": .string(Base64URL.encode(Array(numbers.modulus))),
                    "e": .string(Base64URL.encode(Array(numbers.publicExponent))),
                ])
        }
    }

    /// The three keys with a `kid` each.
    func keySet() async throws -> KeySet {
        try await Self.keySet([p256JWK, ed25519JWK, rsaJWK])
    }

    static func keySet(_ keys: [JSONValue]) async throws -> KeySet {
        try await KeySet(jwks: JSONValue.object(["keys": .array(keys)]).bytes)
    }

    private static func jwk(kid: String?, _ algorithm: String, _ members: KeyValuePairs<String, JSONValue>) -> JSONValue
    {
        let all =
            members.map { JSONValue.Member(name: $0.key, value: $0.value) } + [
                .init(name: "alg", value: .string(algorithm))
            ]
        return .object(all + (kid.map { [.init(name: "kid", value: .string($0))] } ?? []))
    }

    // MARK: - Tokens

    static let header = #"{"alg":"ES256","typ":"JWT","kid":"ec"}"#

    /// Claims that are accepted, but for those given otherwise; `nil` leaves one out.
    static func claims(_ changed: [String: String?] = [:]) -> String {
        var claims: [String: String] = [
            "sub": #""subject-1""#, "userId": #""user-1""#, "authorities": #"["ROLE_AGENT"]"#,
            "applications": #"["app-1"]"#, "exp": "\(seconds + 3600)", "iat": "\(seconds - 10)",
        ]
        for (name, value) in changed {
            claims[name] = value
        }
        return "{" + claims.map { #""\#($0.key)":\#($0.value)"# }.sorted().joined(separator: ",") + "}"
    }

    /// A token signed with the P-256 key, whatever header and claims say.
    func token(_ header: String = Self.header, _ claims: String = Self.claims()) throws -> String {
        try token(header, claims) { try Array(p256.signature(for: $0).rawRepresentation) }
    }

    func token(_ header: String, _ claims: String, sign: ([UInt8]) throws -> [UInt8]) rethrows -> String {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        return try signed + "." + Base64URL.encode(sign(Array(signed.utf8)))
    }

    func edToken(_ header: String = #"{"alg":"EdDSA","kid":"ed"}"#, _ claims: String = Self.claims()) throws -> String {
        try token(header, claims) { try Array(ed25519.signature(for: $0)) }
    }

    func rsaToken(_ header: String = #"{"alg":"RS256","kid":"rsa"}"#, _ claims: String = Self.claims()) throws -> String
    {
        try token(header, claims) { signed in
            try Array(
                rsa.signature(for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }
}
