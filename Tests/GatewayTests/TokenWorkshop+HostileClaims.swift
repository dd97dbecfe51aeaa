// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import GatewayService

extension TokenWorkshop {
    /// Well signed tokens whose claims are none, too late, too early or no identifiers.
    func hostileClaims() throws -> [HostileToken] {
        let changes: [(String, [String: String?])] = [
            ("expired", ["exp": "\(Self.seconds - 31)"]),
            ("expired to the leeway", ["exp": "\(Self.seconds - 30)"]),
            ("no exp", ["exp": nil]),
            ("exp a text", ["exp": "\"\(Self.seconds + 60)\""]),
            ("exp 1e300", ["exp": "1e300"]),
            ("exp -1e300", ["exp": "-1e300"]),
            ("exp 1e400", ["exp": "1e400"]),
            ("exp negative", ["exp": "-1"]),
            ("exp null", ["exp": "null"]),
            ("exp true", ["exp": "true"]),
            ("exp a list", ["exp": "[\(Self.seconds + 60)]"]),
            ("exp an object", ["exp": "{}"]),
            ("exp beyond Int64", ["exp": "9223372036854775808"]),
            ("exp NaN", ["exp": "NaN"]),
            ("exp in milliseconds", ["exp": "\(Self.seconds)000"]),
            ("exp hexadecimal", ["exp": "0x7fffffff"]),
            ("nbf ahead", ["nbf": "\(Self.seconds + 31)"]),
            ("nbf a text", ["nbf": "\"0\""]),
            ("nbf 1e300", ["nbf": "1e300"]),
            ("nbf null", ["nbf": "null"]),
            ("iat ahead", ["iat": "\(Self.seconds + 31)"]),
            ("iat 1e300", ["iat": "1e300"]),
            ("iat negative", ["iat": "-1"]),
            ("iat a text", ["iat": "\"now\""]),
            ("no subject", ["sub": nil, "userId": nil]),
            ("userId empty", ["userId": "\"\""]),
            ("userId with a blank", ["userId": "\"a b\""]),
            ("userId a number", ["userId": "1"]),
            ("userId with a newline", ["userId": #""a\nb""#]),
            ("sub with a NUL", ["sub": #""a\u0000""#]),
            ("userId too long", ["userId": "\"\(String(repeating: "u", count: 129))\""]),
            ("authorities a text", ["authorities": "\"ROLE_ADMIN\""]),
            ("authorities of numbers", ["authorities": "[1]"]),
            ("authorities an object", ["authorities": "{}"]),
            ("roles of objects", ["authorities": nil, "roles": "[{}]"]),
            ("applications a text", ["applications": "\"app-1\""]),
            ("applications nested", ["applications": "[[\"app-1\"]]"]),
            ("application with a wildcard", ["applications": "[\"*\"]"]),
            ("application empty", ["applications": "[\"\"]"]),
            ("applicationId a list", ["applicationId": "[\"app-1\"]"]),
            ("conference with a quote", ["conferenceId": #""a'b""#]),
            ("conference_id a number", ["conference_id": "7"]),
        ]
        let repeated = Self.claims().dropLast()
        return try changes.map { HostileToken($0.0, try token(Self.header, Self.claims($0.1))) } + [
            HostileToken("two exp", token(Self.header, repeated + #","exp":9999999999}"#)),
            HostileToken("two authorities", token(Self.header, repeated + #","authorities":["ROLE_ADMIN"]}"#)),
            HostileToken(
                "two applications by an escape", token(Self.header, repeated + #","\u0061pplications":["b"]}"#)),
            HostileToken("claims a list", token(Self.header, "[]")),
            HostileToken("claims a text", token(Self.header, "\"a\"")),
            HostileToken("claims null", token(Self.header, "null")),
            HostileToken("claims empty", token(Self.header, "{}")),
            HostileToken("claims no JSON", token(Self.header, "exp=1")),
            HostileToken("claims with a tail", token(Self.header, Self.claims() + "x")),
            HostileToken("a lone surrogate", token(Self.header, Self.claims(["x": #""\ud800""#]))),
            HostileToken("deep claims", token(Self.header, Self.claims(["x": String(repeating: "[", count: 3_000)]))),
        ]
    }
}
