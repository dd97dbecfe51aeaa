// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import HummingbirdCore
import JSON
import Messaging
import Testing

@testable import GatewayService

@Suite struct LimitedRequestTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()
    private let appointment = "/api/appointments/7"
    private let link = "/api/cal/events/google/7/event"

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    @Test func whatAServiceHasNoRoomForIsRefusedBeforeItIsRead() async throws {
        var responder = try await responder { .answered(.noContent) }
        responder.admits = { $0 != .scheduling }
        let response = try await send(responder, .post, "/api/appointments/", body: "not even JSON")
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "1")
        #expect(response.headers[.rateLimit] != nil)
        #expect(try await problem(response)["type"]?.text == "/problems/unavailable")
        #expect(asked.count == 0)
        #expect(try await send(responder, .get, link).status == .noContent)
        #expect(asked.count == 1)
    }

    @Test func aSubjectOverItsLimitIsRefusedWhateverItsAddress() async throws {
        let responder = try await responder(limits: limits(2)) { .answered(.noContent) }
        for number in 1...2 {
            let response = try await send(responder, .get, appointment, from: "192.0.2.\(number)")
            #expect(response.status == .noContent)
            #expect(response.headers[.rateLimitPolicy] == #""subject";q=2;w=60"#)
            #expect(response.headers[.rateLimit] == #""subject";r=\#(2 - number);t=\#(number * 30)"#)
            #expect(response.headers[.retryAfter] == nil)
        }
        let response = try await send(responder, .get, appointment, from: "192.0.2.3")
        #expect(response.status == .tooManyRequests)
        #expect(response.headers[.retryAfter] == "30")
        #expect(response.headers[.rateLimit] == #""subject";r=0;t=60"#)
        #expect(response.headers[.rateLimitPolicy] == #""subject";q=2;w=60"#)
        #expect(try await problem(response)["type"]?.text == "/problems/too-many-requests")
        #expect(asked.count == 2)

        let other = try "Bearer " + workshop.token(TokenWorkshop.header, TokenWorkshop.claims(["userId": #""u2""#]))
        #expect(try await send(responder, .get, appointment, [.authorization: other]).status == .noContent)
    }

    @Test func withoutAuthorizationTheAddressIsCounted() async throws {
        let responder = try await responder(limits: limits(1)) { .answered(.redirect(to: "https://calendar.example")) }
        let response = try await send(responder, .get, link, from: "192.0.2.1")
        #expect(response.status == .found)
        #expect(response.headers[.rateLimit] == #""address";r=0;t=60"#)
        #expect(try await send(responder, .get, link, from: "192.0.2.1").status == .tooManyRequests)
        #expect(try await send(responder, .get, link, from: "192.0.2.2").status == .found)
        #expect(try await send(responder, .get, link, from: "2001:db8::1").status == .found)
        #expect(try await send(responder, .get, link, from: "2001:db8::2").status == .tooManyRequests)
    }

    @Test func behindATrustedProxyTheClientIsCountedAndNobodyElseIsBelieved() async throws {
        var responder = try await responder(limits: limits(1)) { .answered(.noContent) }
        responder.proxies = try TrustedProxies("10.0.0.0/8")
        func status(_ client: String, through peer: String) async throws -> Int {
            try await send(responder, .get, link, [.forwardedFor: client], from: peer).status.code
        }
        #expect(try await status("192.0.2.1", through: "10.0.0.1") == 204)
        #expect(try await status("192.0.2.1", through: "10.0.0.2") == 429)
        #expect(try await status("192.0.2.2", through: "10.0.0.1") == 204)
        #expect(try await status("192.0.2.3", through: "198.51.100.1") == 204)
        #expect(try await status("192.0.2.4", through: "198.51.100.1") == 429)
    }

    @Test func badTokensAreCountedByAddressAndHarmNoGoodOne() async throws {
        let responder = try await responder(limits: limits(2)) { .answered(.noContent) }
        for status in [401, 401, 429, 429] {
            let response = try await send(responder, .get, appointment, [.authorization: "Bearer nonsense"])
            #expect(response.status.code == status)
            #expect(response.headers[.rateLimitPolicy] == #""address";q=2;w=60"#)
        }
        #expect(try await send(responder, .get, appointment).status == .noContent)
    }

    @Test func everyAnswerOfAnOperationTellsWhatIsLeft() async throws {
        let path = "/api/appointments/"
        let json: HTTPFields = [.contentType: "application/json"]
        let customer =
            try "Bearer "
            + workshop.token(TokenWorkshop.header, TokenWorkshop.claims(["authorities": #"["ROLE_CUSTOMER"]"#]))
        let responder = try await responder(limits: limits(100)) { .failed(.unavailable) }
        let answers = [
            try await send(responder, .post, path, [.contentType: "text/plain"], body: "{"),
            try await send(responder, .post, path, json, body: "{"),
            try await send(
                responder, .post, path, [.contentType: "application/json", .authorization: "x"], body: "{}"),
            try await send(
                responder, .post, path, [.contentType: "application/json", .authorization: customer], body: "{}"),
            try await send(responder, .post, path, json, body: "{}"),
        ]
        #expect(answers.map(\.status.code) == [415, 400, 401, 403, 503])
        for answer in answers {
            #expect(answer.headers[values: .rateLimit].count == 1)
            #expect(answer.headers[values: .rateLimitPolicy].count == 1)
        }
        #expect(answers.last?.headers[values: .retryAfter] == ["1"])
    }

    @Test func aLimitOfTheOwnersSaysWhenToAskAgain() async throws {
        let refusal = Refusal(
            .tooManyRequests, retryAfter: 42, limit: ReachedLimit(name: "destination", quota: 5, seconds: 600))
        let responder = try await responder(limits: limits(9)) { .refused(refusal) }
        let answer = try await send(responder, .delete, appointment)
        #expect(answer.status == .tooManyRequests)
        #expect(answer.headers[values: .retryAfter] == ["42"])
        #expect(answer.headers[values: .rateLimit] == [#""destination";r=0;t=42"#, #""subject";r=8;t=7"#])
        #expect(
            answer.headers[values: .rateLimitPolicy] == [#""destination";q=5;w=600"#, #""subject";q=9;w=60"#])
    }

    @Test func overTheLimitNoBodyIsRead() async throws {
        let responder = try await responder(limits: limits(1)) { .answered(.noContent) }
        #expect(try await send(responder, .post, "/api/appointments/", body: "{").status == .unsupportedMediaType)
        #expect(try await send(responder, .post, "/api/appointments/", body: "{").status == .tooManyRequests)
    }

    @Test func whatIsNoOperationIsNeverLimited() async throws {
        let responder = try await responder(limits: limits(1)) { .answered(.noContent) }
        let paths = ["/health/live", "/health/ready", "/problems/too-many-requests", "/api/nothing"]
        for path in paths + paths + paths {
            let response = try await send(responder, .get, path)
            #expect(response.status == (path == "/api/nothing" ? .notFound : .ok))
            #expect(response.headers[.rateLimit] == nil)
        }
        #expect(try await send(responder, .patch, appointment).headers[.rateLimit] == nil)
        #expect(try await send(responder, .get, appointment).status == .noContent)
    }

    private func limits(_ quota: Int) -> RequestLimits {
        let rate = RequestRate(quota: quota, seconds: 60)
        return RequestLimits(perSubject: rate, perAddress: rate, now: { 0 })
    }
}
