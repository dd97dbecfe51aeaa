// SPDX-License-Identifier: Apache-2.0
import Contract
import Crypto
import JSON
import Logging
import Testing
import Time

@testable import GatewayService

@Suite struct RemoteKeysTests {
    private let workshop: TokenWorkshop
    private let provider = KeyProvider()
    private let clock = MovedClock()
    private let tokens = TokenVerifier()
    private let keys: RemoteKeys
    private let authenticator: Authenticator

    init() throws {
        workshop = try TokenWorkshop.shared.get()
        keys = RemoteKeys(
            refresh: .seconds(30), verifier: tokens, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { [clock] in clock.now }, download: { [provider] in try provider.fetch() })
        authenticator = Authenticator(tokens: tokens, remote: keys, clock: WallClock { TokenWorkshop.now })
    }

    @Test func aNewKeyIsTakenUpByTheFirstTokenThatNamesIt() async throws {
        let next = P256.Signing.PrivateKey()
        let token = try workshop.token(#"{"alg":"ES256","kid":"next"}"#, TokenWorkshop.claims()) {
            try Array(next.signature(for: $0).rawRepresentation)
        }
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        provider.publish([workshop.p256JWK, TokenWorkshop.p256JWK(next.publicKey, kid: "next")])
        clock.move(by: .milliseconds(9_999))
        #expect(try await authenticator.verdict(on: token) == nil)
        #expect(provider.fetches == 1)
        clock.move(by: .milliseconds(1))
        #expect(try await authenticator.verdict(on: token) != nil)
        #expect(provider.fetches == 2)
        #expect(try await authenticator.verdict(on: workshop.token()) != nil)
    }

    @Test func aRemovedKeyEndsItsVerdicts() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        let token = try workshop.token()
        #expect(try await authenticator.verdict(on: token) != nil)
        provider.publish([workshop.ed25519JWK])
        clock.move(by: .seconds(30))
        await keys.refresh()
        #expect(tokens.cachedVerdicts == 0)
        #expect(try await authenticator.verdict(on: token) == nil)
        #expect(try await authenticator.verdict(on: workshop.edToken()) != nil)
    }

    @Test func theSameDocumentAgainKeepsTheVerdicts() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        #expect(try await authenticator.verdict(on: workshop.token()) != nil)
        clock.move(by: .seconds(30))
        await keys.refresh()
        #expect(provider.fetches == 2)
        #expect(tokens.cachedVerdicts == 1)
    }

    @Test func anAnswerThatIsNoKeySetKeepsTheOldKeys() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        for document in ["", "{}", "<html>", #"{"keys":{}}"#] {
            provider.publish(document: Array(document.utf8))
            clock.move(by: .seconds(30))
            await keys.refresh()
            #expect(try await authenticator.verdict(on: workshop.token()) != nil)
        }
        provider.fail(KeyDownloadFault.status(503))
        clock.move(by: .seconds(30))
        await keys.refresh()
        #expect(try await authenticator.verdict(on: workshop.token()) != nil)
        #expect(provider.fetches == 6)
        provider.publish([workshop.ed25519JWK])
        clock.move(by: .seconds(30))
        await keys.refresh()
        #expect(try await authenticator.verdict(on: workshop.token()) == nil)
    }

    @Test func anEmptyKeySetLetsNobodyIn() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        provider.publish([])
        clock.move(by: .seconds(30))
        await keys.refresh()
        #expect(keys.isLoaded)
        #expect(try await authenticator.verdict(on: workshop.token()) == nil)
    }

    @Test func untilThereWereKeysNoTokenIsJudged() async throws {
        let token = try workshop.token()
        for attempt in 1...3 {
            switch attempt {
            case 1: provider.fail(KeyDownloadFault.late)
            case 2: provider.publish(document: Array("{}".utf8))
            default: provider.publish([])
            }
            await keys.refresh()
            #expect(!keys.isLoaded)
            #expect(provider.fetches == attempt)
            let problem = await #expect(throws: Problem.self) { try await authenticator.verdict(on: token) }
            #expect(problem?.type == .unavailable)
            #expect(try await authenticator.verdict(on: nil) == nil)
            clock.move(by: .seconds(1))
        }
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        #expect(keys.isLoaded)
        #expect(try await authenticator.verdict(on: token) != nil)
    }

    @Test func aFloodOfTokensWithANewKeyMakesOneFetchAndAllAreAccepted() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        provider.publish([workshop.p256JWK, workshop.ed25519JWK])
        clock.move(by: .seconds(10))
        let token = try workshop.edToken()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { [authenticator] in try await authenticator.verdict(on: token) != nil }
            }
            for try await isAccepted in group {
                #expect(isAccepted)
            }
        }
        #expect(provider.fetches == 2)
    }

    @Test func aFloodOfUnknownKeysMakesOneFetchInTenSeconds() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        for second in 1...60 {
            clock.move(by: .seconds(1))
            for number in 0..<10 {
                let token = try workshop.token(#"{"alg":"ES256","kid":"k\#(second)-\#(number)"}"#)
                #expect(try await authenticator.verdict(on: token) == nil)
            }
        }
        #expect(provider.fetches == 7)
    }

    @Test func onlyATokenThatNamesAnUnknownKeyMakesAFetch() async throws {
        provider.publish([workshop.p256JWK])
        await keys.refresh()
        clock.move(by: .seconds(29))
        let forged = workshop.token(TokenWorkshop.header, TokenWorkshop.claims()) { _ in [1, 2, 3] }
        for token in ["nonsense", "a.b.c", forged, try workshop.token(#"{"alg":"RS256"}"#)] {
            #expect(try await authenticator.verdict(on: token) == nil)
        }
        #expect(provider.fetches == 1)
    }

    @Test func theServiceFetchesByItselfUntilItIsStopped() async throws {
        provider.publish([workshop.p256JWK])
        let (fetched, report) = AsyncStream.makeStream(of: Void.self)
        let keys = RemoteKeys(
            refresh: .seconds(30), verifier: tokens, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            download: { [provider] in
                defer { report.yield() }
                return try provider.fetch()
            })
        let service = Task { try await keys.run() }
        #expect(await fetched.first { true } != nil)
        // Joins the fetch where it is still on its way.
        await keys.refresh()
        #expect(keys.isLoaded)
        service.cancel()
        try await service.value
        #expect(provider.fetches == 1)
    }
}
