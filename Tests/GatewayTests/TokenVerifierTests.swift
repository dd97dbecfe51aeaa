// SPDX-License-Identifier: Apache-2.0
import Contract
import Crypto
import Foundation
import JSON
import Testing
import Time

@testable import GatewayService

@Suite struct TokenVerifierTests {
    private let workshop: TokenWorkshop
    private let now = TokenWorkshop.now

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    @Test func noneOfTheHostileTokensIsAccepted() async throws {
        let tokens = try workshop.hostileTokens()
        #expect(Set(tokens.map(\.text)).count >= 200)
        let verifier = TokenVerifier(try await workshop.keySet())
        #expect(verifier.verdict(on: try workshop.token(), at: now) != nil)
        for token in tokens {
            #expect(verifier.verdict(on: token.text, at: now) == nil, "\(token.name)")
        }
        #expect(verifier.cachedVerdicts == 1)
    }

    @Test func everyTruncationAndEveryChangedCharacterOfATokenIsRefused() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        let good = try workshop.token()
        for index in good.indices {
            #expect(verifier.verdict(on: String(good[..<index]), at: now) == nil)
            var changed = good
            changed.replaceSubrange(index...index, with: good[index] == "A" ? "B" : "A")
            #expect(verifier.verdict(on: changed, at: now) == nil)
        }
    }

    @Test func eachAlgorithmIsVerified() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        for token in [try workshop.token(), try workshop.edToken(), try workshop.rsaToken()] {
            #expect(verifier.verdict(on: token, at: now)?.caller.subject == "user-1")
        }
    }

    @Test func theCallerIsReadFromTheClaims() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        let claims = TokenWorkshop.claims([
            "authorities": #"["ROLE_AGENT","ROLE_ODD"]"#, "applications": #"["a","b","a"]"#,
            "applicationId": #""c""#, "conferenceId": #""conference-1""#,
        ])
        #expect(
            try verifier.verdict(on: workshop.token(TokenWorkshop.header, claims), at: now)?.caller
                == Caller(
                    subject: "user-1", roles: [.agent, Role(rawValue: "ROLE_ODD")], applications: ["a", "b"],
                    conference: "conference-1"))
    }

    @Test func theOtherNamesOfClaimsAreReadToo() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        let claims = TokenWorkshop.claims([
            "userId": nil, "authorities": nil, "applications": nil, "iat": nil,
            "roles": #"["ROLE_CUSTOMER"]"#, "applicationId": #""c""#, "conference_id": #""conference-2""#,
        ])
        #expect(
            try verifier.verdict(on: workshop.token(TokenWorkshop.header, claims), at: now)?.caller
                == Caller(subject: "subject-1", roles: [.customer], applications: ["c"], conference: "conference-2"))
    }

    @Test func clocksMayDifferByTheLeeway() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        let claims = TokenWorkshop.claims([
            "exp": "\(TokenWorkshop.seconds - 29)", "nbf": "\(TokenWorkshop.seconds + 29)",
            "iat": "\(TokenWorkshop.seconds + 29)",
        ])
        #expect(try verifier.verdict(on: workshop.token(TokenWorkshop.header, claims), at: now) != nil)
    }

    @Test func issuerAndAudienceAreCheckedWhereConfigured() async throws {
        let keys = try await workshop.keySet()
        let verifier = TokenVerifier(keys, rules: TokenRules(issuer: "https://issuer", audience: "suite"))
        func accepts(_ issuer: String?, _ audience: String?) throws -> Bool {
            let claims = TokenWorkshop.claims(["iss": issuer, "aud": audience])
            return try verifier.verdict(on: workshop.token(TokenWorkshop.header, claims), at: now) != nil
        }
        #expect(try accepts(#""https://issuer""#, #""suite""#))
        #expect(try accepts(#""https://issuer""#, #"["other","suite"]"#))
        for issuer in [nil, #""https://issuer/""#, #"["https://issuer"]"#, "null"] {
            #expect(try !accepts(issuer, #""suite""#))
        }
        for audience in [nil, #""other""#, "[]", #"{"suite":1}"#, "null"] {
            #expect(try !accepts(#""https://issuer""#, audience))
        }
    }

    @Test func aKeptVerdictDiesWithItsExpiry() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        let token = try workshop.token()
        #expect(verifier.verdict(on: token, at: now) != nil)
        #expect(verifier.cachedVerdicts == 1)
        #expect(verifier.verdict(on: token, at: now + .seconds(3600 + 29)) != nil)
        #expect(verifier.verdict(on: token, at: now + .seconds(3600 + 30)) == nil)
    }

    @Test func aKeptVerdictDiesWithItsKeySet() async throws {
        let verifier = TokenVerifier(try await workshop.keySet())
        let token = try workshop.token()
        #expect(verifier.verdict(on: token, at: now) != nil)
        verifier.replace(keys: try await TokenWorkshop.keySet([workshop.ed25519JWK]))
        #expect(verifier.cachedVerdicts == 0)
        #expect(verifier.verdict(on: token, at: now) == nil)
        verifier.replace(keys: try await workshop.keySet())
        #expect(verifier.verdict(on: token, at: now) != nil)
    }

    @Test func aRotationWithOverlapRefusesNobody() async throws {
        let old = try workshop.token()
        let next = P256.Signing.PrivateKey()
        let nextJWK = TokenWorkshop.p256JWK(next.publicKey, kid: "next")
        let new = try workshop.token(#"{"alg":"ES256","kid":"next"}"#, TokenWorkshop.claims()) {
            try Array(next.signature(for: $0).rawRepresentation)
        }
        let verifier = TokenVerifier(try await TokenWorkshop.keySet([workshop.p256JWK]))
        #expect(verifier.verdict(on: old, at: now) != nil)
        verifier.replace(keys: try await TokenWorkshop.keySet([workshop.p256JWK, nextJWK]))
        #expect(verifier.verdict(on: old, at: now) != nil)
        #expect(verifier.verdict(on: new, at: now) != nil)
        verifier.replace(keys: try await TokenWorkshop.keySet([nextJWK]))
        #expect(verifier.verdict(on: old, at: now) == nil)
        #expect(verifier.verdict(on: new, at: now) != nil)
    }

    @Test func keptVerdictsAreBoundedAndTheUsedOnesStay() {
        var cache = VerdictCache(limit: 100)
        let verdict = Verdict(caller: Caller(subject: "u"), expiry: 1_000)
        for number in 0..<1_000 {
            cache.insert(verdict, for: "token-\(number)")
            #expect(cache.verdict(on: "token-0", at: 0) == verdict)
            #expect(cache.count <= 101)
        }
        #expect(cache.verdict(on: "token-500", at: 0) == nil)
        #expect(cache.verdict(on: "token-999", at: 0) == verdict)
        #expect(cache.verdict(on: "token-999", at: 1_000) == nil)
    }
}
