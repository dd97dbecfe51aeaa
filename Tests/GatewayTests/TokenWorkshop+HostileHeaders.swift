// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import JSON

@testable import GatewayService

extension TokenWorkshop {
    /// Headers that ask for another algorithm, another key or another reading.
    func hostileHeaders() throws -> [HostileToken] {
        let own = Self.p256JWK(p256.publicKey, kid: "ec")
        let jwk = String(decoding: own.bytes, as: UTF8.self)
        let stranger = P256.Signing.PrivateKey()
        let strangers = String(decoding: Self.p256JWK(stranger.publicKey, kid: "ec").bytes, as: UTF8.self)
        let odd: [(String, String)] = [
            ("alg none", #"{"alg":"none"}"#),
            ("alg None", #"{"alg":"None"}"#),
            ("alg nOnE", #"{"alg":"nOnE","kid":"ec"}"#),
            ("alg empty", #"{"alg":"","kid":"ec"}"#),
            ("alg missing", #"{"kid":"ec"}"#),
            ("alg null", #"{"alg":null,"kid":"ec"}"#),
            ("alg a list", #"{"alg":["ES256"],"kid":"ec"}"#),
            ("alg a number", #"{"alg":256,"kid":"ec"}"#),
            ("alg in lower case", #"{"alg":"es256","kid":"ec"}"#),
            ("alg with space", #"{"alg":"ES256 ","kid":"ec"}"#),
            ("alg ES384", #"{"alg":"ES384","kid":"ec"}"#),
            ("alg ES256K", #"{"alg":"ES256K","kid":"ec"}"#),
            ("two alg", #"{"alg":"ES256","alg":"none","kid":"ec"}"#),
            ("two alg, good last", #"{"alg":"none","alg":"ES256","kid":"ec"}"#),
            ("two kid", #"{"alg":"ES256","kid":"ec","kid":"ed"}"#),
            ("two alg by an escape", #"{"alg":"ES256","\u0061lg":"none","kid":"ec"}"#),
            ("unknown crit", #"{"alg":"ES256","kid":"ec","crit":["x"],"x":1}"#),
            ("empty crit", #"{"alg":"ES256","kid":"ec","crit":[]}"#),
            ("crit b64", #"{"alg":"ES256","kid":"ec","b64":false,"crit":["b64"]}"#),
            ("b64 alone", #"{"alg":"ES256","kid":"ec","b64":false}"#),
            ("zip", #"{"alg":"ES256","kid":"ec","zip":"DEF"}"#),
            ("enc", #"{"alg":"ES256","kid":"ec","enc":"A256GCM"}"#),
            ("nested", #"{"alg":"ES256","kid":"ec","cty":"JWT"}"#),
            ("another typ", #"{"alg":"ES256","kid":"ec","typ":"logout+jwt"}"#),
            ("typ a number", #"{"alg":"ES256","kid":"ec","typ":1}"#),
            ("unknown kid", #"{"alg":"ES256","kid":"other"}"#),
            ("empty kid", #"{"alg":"ES256","kid":""}"#),
            ("kid a path", #"{"alg":"ES256","kid":"../../../../dev/null"}"#),
            ("kid an SQL text", #"{"alg":"ES256","kid":"' UNION SELECT 'key' --"}"#),
            ("kid an URL", #"{"alg":"ES256","kid":"http://127.0.0.1/keys"}"#),
            ("kid a number", #"{"alg":"ES256","kid":1}"#),
            ("kid null", #"{"alg":"ES256","kid":null}"#),
            ("kid a list", #"{"alg":"ES256","kid":["ec"]}"#),
            ("kid with NUL", #"{"alg":"ES256","kid":"ec\u0000"}"#),
            ("header a list", #"["ES256"]"#),
            ("header a text", #""ES256""#),
            ("header empty", "{}"),
            ("header no JSON", "ES256"),
            ("header with a mark", "\u{FEFF}" + Self.header),
            ("header with a tail", Self.header + "{}"),
            ("deep header", #"{"alg":"ES256","kid":"ec","x":"# + String(repeating: "[", count: 5_000)),
        ]
        return try odd.map { HostileToken($0.0, try token($0.1)) } + [
            HostileToken(
                "no signature at all under none",
                Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + Base64URL.encode(Array(Self.claims().utf8))
                    + "."),
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
            HostileToken(
                "unknown kid with our own key embedded", token(#"{"alg":"ES256","kid":"other","jwk":\#(jwk)}"#)),
            HostileToken(
                "longer than any token",
                token(#"{"alg":"ES256","kid":"ec","x":"\#(String(repeating: "x", count: 20_000))"}"#)),
            HostileToken(
                "kid of 1 MB", token(#"{"alg":"ES256","kid":"\#(String(repeating: "k", count: 1_000_000))"}"#)),
        ]
    }
}
