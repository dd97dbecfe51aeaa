// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Foundation
import JSON

@testable import GatewayService

/// A token that must not be accepted, and why.
struct HostileToken: Sendable {
    let name: String
    let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

extension TokenWorkshop {
    /// Signatures, headers, encodings and claims that have deceived verifiers before (RFC 8725, and the CVEs it grew
    /// from).
    func hostileTokens() throws -> [HostileToken] {
        try signatures() + headers() + encodings() + claims()
    }

    private func signatures() throws -> [HostileToken] {
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

    private func headers() throws -> [HostileToken] {
        let own = Self.p256JWK(p256.publicKey, kid: "ec")
        let jwk = String(decoding: own.bytes, as: UTF8.self)
        let stranger = P256.Signing.PrivateKey()
        let strangers = String(decoding: Self.p256JWK(stranger.publicKey, kid: "ec").bytes, as: UTF8.self)
        let odd: [(String, String)] = [
            ("alg none", #"{"alg":"none"}"#), ("alg None", #"{"alg":"None"}"#), ("alg nOnE", #"{"alg":"nOnE","kid":"ec"}"#),
            ("alg empty", #"{"alg":"","kid":"ec"}"#), ("alg missing", #"{"kid":"ec"}"#), ("alg null", #"{"alg":null,"kid":"ec"}"#),
            ("alg a list", #"{"alg":["ES256"],"kid":"ec"}"#), ("alg a number", #"{"alg":256,"kid":"ec"}"#),
            ("alg in lower case", #"{"alg":"es256","kid":"ec"}"#), ("alg with space", #"{"alg":"ES256 ","kid":"ec"}"#),
            ("alg ES384", #"{"alg":"ES384","kid":"ec"}"#), ("alg ES256K", #"{"alg":"ES256K","kid":"ec"}"#),
            ("two alg", #"{"alg":"ES256","alg":"none","kid":"ec"}"#), ("two alg, good last", #"{"alg":"none","alg":"ES256","kid":"ec"}"#),
            ("two kid", #"{"alg":"ES256","kid":"ec","kid":"ed"}"#),
            ("two alg by an escape", #"{"alg":"ES256","\u0061lg":"none","kid":"ec"}"#),
            ("unknown crit", #"{"alg":"ES256","kid":"ec","crit":["x"],"x":1}"#), ("empty crit", #"{"alg":"ES256","kid":"ec","crit":[]}"#),
            ("crit b64", #"{"alg":"ES256","kid":"ec","b64":false,"crit":["b64"]}"#),
            ("b64 alone", #"{"alg":"ES256","kid":"ec","b64":false}"#), ("zip", #"{"alg":"ES256","kid":"ec","zip":"DEF"}"#),
            ("enc", #"{"alg":"ES256","kid":"ec","enc":"A256GCM"}"#), ("nested", #"{"alg":"ES256","kid":"ec","cty":"JWT"}"#),
            ("another typ", #"{"alg":"ES256","kid":"ec","typ":"logout+jwt"}"#), ("typ a number", #"{"alg":"ES256","kid":"ec","typ":1}"#),
            ("unknown kid", #"{"alg":"ES256","kid":"other"}"#), ("empty kid", #"{"alg":"ES256","kid":""}"#),
            ("kid a path", #"{"alg":"ES256","kid":"../../../../dev/null"}"#),
            ("kid an SQL text", #"{"alg":"ES256","kid":"' UNION SELECT 'key' --"}"#),
            ("kid an URL", #"{"alg":"ES256","kid":"http://127.0.0.1/keys"}"#), ("kid a number", #"{"alg":"ES256","kid":1}"#),
            ("kid null", #"{"alg":"ES256","kid":null}"#), ("kid a list", #"{"alg":"ES256","kid":["ec"]}"#),
            ("kid with NUL", #"{"alg":"ES256","kid":"ec\u0000"}"#), ("header a list", #"["ES256"]"#), ("header a text", #""ES256""#),
            ("header empty", "{}"), ("header no JSON", "ES256"), ("header with a mark", "\u{FEFF}" + Self.header),
            ("header with a tail", Self.header + "{}"), ("deep header", #"{"alg":"ES256","kid":"ec","x":"# + String(repeating: "[", count: 5_000)),
        ]
        return try odd.map { HostileToken($0.0, try token($0.1)) } + [
            HostileToken("no signature at all under none", Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + Base64URL.encode(Array(Self.claims().utf8)) + "."),
            HostileToken(
                "signed by the embedded jwk",
                token(#"{"alg":"ES256","jwk":\#(strangers)}"#, Self.claims()) {
                    try Array(stranger.signature(for: $0).rawRepresentation)
                }),
            HostileToken(
                "signed by the embedded jwk under a known kid",
                token(#"{"alg":"ES256","kid":"ec","jwk":\#(strangers)}"#, Self.claims()) {
                    try Array(stranger.signature(for: $0).rawRepresentation)
                }),
            HostileToken(
                "keys behind jku and x5u",
                token(#"{"alg":"ES256","kid":"new","jku":"http://127.0.0.1:9/j","x5u":"http://127.0.0.1:9/x"}"#)),
            HostileToken("unknown kid with our own key embedded", token(#"{"alg":"ES256","kid":"other","jwk":\#(jwk)}"#)),
            HostileToken("longer than any token", token(#"{"alg":"ES256","kid":"ec","x":"\#(String(repeating: "x", count: 20_000))"}"#)),
            HostileToken("kid of 1 MB", token(#"{"alg":"ES256","kid":"\#(String(repeating: "k", count: 1_000_000))"}"#)),
        ]
    }

    private func encodings() throws -> [HostileToken] {
        let good = try token()
        let parts = good.split(separator: ".").map(String.init)
        let (header, body, signature) = (parts[0], parts[1], parts[2])
        func standard(_ text: String) -> String {
            text.replacing("-", with: "+").replacing("_", with: "/")
        }
        // Four bits of the last of 86 characters belong to no byte: "A" and "B" would name the same.
        let last = signature.last.map { String($0) } ?? ""
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let next = alphabet.firstIndex { String($0) == last }.map { alphabet[alphabet.index(after: $0)] }
        let loose = String(signature.dropLast()) + (next.map { String($0) } ?? "")
        var odd = [
            HostileToken("padding", "\(header).\(body).\(signature)=="), HostileToken("padding in the header", "\(header)=.\(body).\(signature)"),
            HostileToken("blank before the signature", "\(header).\(body). \(signature)"),
            HostileToken("blank within the claims", "\(header).\(body.prefix(4)) \(body.dropFirst(4)).\(signature)"),
            HostileToken("newline within the signature", "\(header).\(body).\(signature.prefix(40))\n\(signature.dropFirst(40))"),
            HostileToken("newline behind", good + "\n"), HostileToken("loose bits", "\(header).\(body).\(loose)"),
            HostileToken("a length no bytes have", "\(header).\(body).\(signature)AAA"),
            HostileToken("five parts, as JWE has", "\(header).\(body).\(signature).\(body).\(signature)"),
            HostileToken("four parts", good + ".\(signature)"), HostileToken("a dot behind", good + "."),
            HostileToken("a dot before", "." + good), HostileToken("two dots", ".."), HostileToken("one dot", "."),
            HostileToken("empty header", ".\(body).\(signature)"), HostileToken("empty claims", "\(header)..\(signature)"),
            HostileToken("only dots", String(repeating: ".", count: 10_000)), HostileToken("no token", "token"),
            HostileToken("no ASCII", "\(header).\(body).\(signature.dropLast())ä"), HostileToken("a NUL", good + "\0"),
            HostileToken("JSON serialization", #"{"payload":"\#(body)","protected":"\#(header)","signature":"\#(signature)"}"#),
        ]
        for (name, text) in [("claims", body), ("signature", signature)] where standard(text) != text {
            odd.append(
                HostileToken(
                    "base64 instead of base64url in the \(name)",
                    name == "claims" ? "\(header).\(standard(body)).\(signature)" : "\(header).\(body).\(standard(signature))"))
        }
        return odd
    }

    private func claims() throws -> [HostileToken] {
        let changes: [(String, [String: String?])] = [
            ("expired", ["exp": "\(Self.seconds - 31)"]), ("expired to the leeway", ["exp": "\(Self.seconds - 30)"]),
            ("no exp", ["exp": nil]), ("exp a text", ["exp": "\"\(Self.seconds + 60)\""]), ("exp 1e300", ["exp": "1e300"]),
            ("exp -1e300", ["exp": "-1e300"]), ("exp 1e400", ["exp": "1e400"]), ("exp negative", ["exp": "-1"]), ("exp null", ["exp": "null"]),
            ("exp true", ["exp": "true"]), ("exp a list", ["exp": "[\(Self.seconds + 60)]"]), ("exp an object", ["exp": "{}"]),
            ("exp beyond Int64", ["exp": "9223372036854775808"]), ("exp NaN", ["exp": "NaN"]), ("exp in milliseconds", ["exp": "\(Self.seconds)000"]),
            ("exp hexadecimal", ["exp": "0x7fffffff"]), ("nbf ahead", ["nbf": "\(Self.seconds + 31)"]), ("nbf a text", ["nbf": "\"0\""]),
            ("nbf 1e300", ["nbf": "1e300"]), ("nbf null", ["nbf": "null"]), ("iat ahead", ["iat": "\(Self.seconds + 31)"]), ("iat 1e300", ["iat": "1e300"]),
            ("iat negative", ["iat": "-1"]), ("iat a text", ["iat": "\"now\""]), ("no subject", ["sub": nil, "userId": nil]),
            ("userId empty", ["userId": "\"\""]), ("userId with a blank", ["userId": "\"a b\""]), ("userId a number", ["userId": "1"]),
            ("userId with a newline", ["userId": #""a\nb""#]), ("sub with a NUL", ["sub": #""a\u0000""#]),
            ("userId too long", ["userId": "\"\(String(repeating: "u", count: 129))\""]), ("authorities a text", ["authorities": "\"ROLE_ADMIN\""]),
            ("authorities of numbers", ["authorities": "[1]"]), ("authorities an object", ["authorities": "{}"]),
            ("roles of objects", ["authorities": nil, "roles": "[{}]"]), ("applications a text", ["applications": "\"app-1\""]),
            ("applications nested", ["applications": "[[\"app-1\"]]"]), ("application with a wildcard", ["applications": "[\"*\"]"]),
            ("application empty", ["applications": "[\"\"]"]), ("applicationId a list", ["applicationId": "[\"app-1\"]"]),
            ("conference with a quote", ["conferenceId": #""a'b""#]), ("conference_id a number", ["conference_id": "7"]),
        ]
        let repeated = Self.claims().dropLast()
        return try changes.map { HostileToken($0.0, try token(Self.header, Self.claims($0.1))) } + [
            HostileToken("two exp", token(Self.header, repeated + #","exp":9999999999}"#)),
            HostileToken("two authorities", token(Self.header, repeated + #","authorities":["ROLE_ADMIN"]}"#)),
            HostileToken("two applications by an escape", token(Self.header, repeated + #","\u0061pplications":["b"]}"#)),
            HostileToken("claims a list", token(Self.header, "[]")), HostileToken("claims a text", token(Self.header, "\"a\"")),
            HostileToken("claims null", token(Self.header, "null")), HostileToken("claims empty", token(Self.header, "{}")),
            HostileToken("claims no JSON", token(Self.header, "exp=1")), HostileToken("claims with a tail", token(Self.header, Self.claims() + "x")),
            HostileToken("a lone surrogate", token(Self.header, Self.claims(["x": #""\ud800""#]))),
            HostileToken("deep claims", token(Self.header, Self.claims(["x": String(repeating: "[", count: 3_000)]))),
        ]
    }
}
