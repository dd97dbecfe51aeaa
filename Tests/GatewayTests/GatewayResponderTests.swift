// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Messaging
import Synchronization
import Testing

@testable import GatewayService

@Suite struct GatewayResponderTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()
    private let appointment = "/api/appointments/7"

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    // MARK: - Order of checks

    @Test func aReadIsForwardedWithItsCallerAndAnsweredVerbatim() async throws {
        let body = Array(#"{"id":"7"}"#.utf8)
        let responder = try await responder { .answered(.json(body, etag: "\"3\"")) }
        let response = try await send(
            responder, .get, appointment + "/?view=full",
            [.requestID: "request-1", .traceContext: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"])
        #expect(response.status == .ok)
        #expect(response.headers[.eTag] == "\"3\"")
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.headers[.cacheControl] == "private, no-cache")
        #expect(response.headers[.requestID] == "request-1")
        #expect(try await bytes(response) == body)
        let item = try #require(asked.last)
        #expect(item.operation == "appointment.find")
        #expect(item.id != "request-1")
        #expect(item.caller.subject == "user-1")
        #expect(item.caller.roles == [.agent])
        #expect(item.caller.applications == ["app-1"])
        #expect(item.caller.address == "127.0.0.1")
        #expect(item.key == nil)
        #expect(item.trace?.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") == true)
        #expect(String(decoding: item.payload, as: UTF8.self) == #"{"view":"full","id":"7"}"#)
        #expect(asked.items.withLock { $0.first?.service } == .scheduling)
    }

    @Test func aWriteCarriesItsKeyAndCondition() async throws {
        let responder = try await responder { .answered(.noContent) }
        let response = try await send(
            responder, .delete, appointment, [.idempotencyKey: "key-1", .ifMatch: "\"2\""])
        #expect(response.status == .noContent)
        #expect(try await bytes(response).isEmpty)
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(asked.last?.key == "key-1")
        #expect(asked.last?.ifMatch == "\"2\"")
    }

    @Test func theOrderOfChecksIsThatOfTheContract() async throws {
        let responder = try await responder { .answered(.noContent) }
        let path = "/api/appointments/"
        let bad: HTTPFields = [.authorization: "Bearer nonsense", .idempotencyKey: "a b"]
        func slug(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: String = "") async throws
            -> String?
        {
            try await problem(send(responder, method, path, headers, body: body))["type"]?.text
        }
        #expect(try await slug(.post, "/api/nothing", bad, "{") == "/problems/not-found")
        #expect(try await slug(.patch, path, bad, "{") == "/problems/method-not-allowed")
        var json = bad
        json[.contentType] = "text/plain"
        #expect(try await slug(.post, path, json, "{") == "/problems/unsupported-media-type")
        json[.contentType] = "application/json"
        #expect(try await slug(.post, path, json, "{") == "/problems/malformed-body")
        #expect(try await slug(.post, path, json, "{}") == "/problems/unauthorized")
        json[.authorization] =
            try "Bearer "
            + workshop.token(TokenWorkshop.header, TokenWorkshop.claims(["authorities": #"["ROLE_CUSTOMER"]"#]))
        #expect(try await slug(.post, path, json, "{}") == "/problems/forbidden")
        json[.authorization] = try "Bearer " + workshop.token()
        #expect(try await slug(.post, path, json, "{}") == "/problems/invalid-request")
        #expect(asked.count == 0)
        json[.idempotencyKey] = "key"
        #expect(try await send(responder, .post, path, json, body: "{}").status == .noContent)
        #expect(asked.count == 1)
    }

    // MARK: - Tokens

    @Test func everyHostileTokenGetsTheSameAnswer() async throws {
        let responder = try await responder { .answered(.noContent) }
        var expected: HTTPFields?
        let body =
            #"{"type":"/problems/unauthorized","title":"No valid credentials","status":401,"detail":""#
            + ProblemType.unauthorized.explanation + #"","instance":"same"}"#
        // Field values can't carry control characters (RFC 9110 section 5.5).
        let texts = try workshop.hostileTokens().map(\.text).filter { text in text.utf8.allSatisfy { $0 >= 0x20 } }
        let tokens = texts + ["", "Bearer", "Basic dTpw"]
        for token in tokens {
            for header in ["Bearer \(token)", token] {
                var fields: HTTPFields = [.requestID: "same"]
                fields[.authorization] = header
                let response = try await send(responder, .get, appointment, fields)
                #expect(response.status == .unauthorized)
                #expect(response.headers == expected ?? response.headers)
                expected = response.headers
                #expect(String(decoding: try await bytes(response), as: UTF8.self) == body)
            }
        }
        #expect(expected?[.wwwAuthenticate] == "Bearer")
        #expect(asked.count == 0)
    }

    @Test func theSchemeIsCaseInsensitiveAndMayBeLeftOut() async throws {
        let responder = try await responder { .answered(.noContent) }
        let token = try workshop.token()
        for header in ["Bearer \(token)", "bearer \(token)", "BEARER  \(token)", token] {
            #expect(try await send(responder, .get, appointment, [.authorization: header]).status == .noContent)
        }
        for header in ["Token \(token)", "Bearer\(token)", "Bearer \(token), Bearer \(token)", "Bearer \(token) x"] {
            #expect(try await send(responder, .get, appointment, [.authorization: header]).status == .unauthorized)
        }
    }

    @Test func aTokenWithoutApplicationIsForbidden() async throws {
        let responder = try await responder { .answered(.noContent) }
        for applications in [nil, "[]"] as [String?] {
            let claims = TokenWorkshop.claims(["applications": applications])
            let header = try "Bearer " + workshop.token(TokenWorkshop.header, claims)
            #expect(try await send(responder, .get, appointment, [.authorization: header]).status == .forbidden)
        }
    }

    @Test func whereNoTokenIsAskedForNoneIsLookedAt() async throws {
        let responder = try await responder { .answered(.redirect(to: "https://calendar.example/r")) }
        let response = try await send(
            responder, .get, "/api/cal/events/google/7/event", [.authorization: "Bearer nonsense"])
        #expect(response.status == .found)
        #expect(response.headers[.location] == "https://calendar.example/r")
        #expect(asked.last?.caller == Caller(address: "127.0.0.1"))
    }

    // MARK: - Answers

    @Test func whatTheClientHasAlreadyIsNotSentAgain() async throws {
        let responder = try await responder { .answered(.json(Array("{}".utf8), etag: "\"3\"")) }
        let response = try await send(responder, .get, appointment, [.ifNoneMatch: "\"1\", W/\"3\""])
        #expect(response.status == .notModified)
        #expect(response.headers[.eTag] == "\"3\"")
        #expect(response.headers[.contentType] == nil)
        #expect(try await bytes(response).isEmpty)
        #expect(try await send(responder, .get, appointment, [.ifNoneMatch: "\"2\""]).status == .ok)
    }

    @Test func aFileKeepsItsNameAndType() async throws {
        let file = Answer(
            status: 200, contentType: "text/calendar; charset=utf-8", disposition: "attachment; filename=\"a.ics\"",
            body: Array("BEGIN:VCALENDAR\r\n".utf8))
        let response = try await send(try await responder { .answered(file) }, .get, "/api/cal/events/ical/7/event")
        #expect(response.headers[.contentType] == "text/calendar; charset=utf-8")
        #expect(response.headers[.contentDisposition] == "attachment; filename=\"a.ics\"")
        #expect(try await bytes(response) == file.body)
    }

    @Test func aRefusalIsPassedOnWithAllItSays() async throws {
        let refusal = Refusal(.slotTaken, "Taken.", alternatives: ["2027-01-15T10:00:00.0Z"])
        let response = try await send(try await responder { .refused(refusal) }, .get, appointment)
        #expect(response.status == .conflict)
        let body = try await problem(response)
        #expect(body["type"]?.text == "/problems/slot-taken")
        #expect(body["alternatives"]?.elements?.count == 1)
    }

    @Test func theSystemsFailuresSayNothingOfItsInside() async throws {
        let statuses: [(FailureKind, Int)] = [(.fault, 500), (.unavailable, 503), (.late, 504)]
        for (kind, status) in statuses {
            let response = try await send(try await responder { .failed(kind) }, .get, appointment)
            #expect(response.status.code == status)
            #expect(response.headers[.retryAfter] == (kind == .fault ? nil : "1"))
            let members = try await problem(response).members?.map(\.name)
            #expect(members == ["type", "title", "status", "detail", "instance"])
        }
    }

    @Test(arguments: [0, 100, 199, 400, 999, -1, Int.max])
    func anAnswerWithAnImpossibleStatusIsAFault(status: Int) async throws {
        let response = try await send(try await responder { .answered(Answer(status: status)) }, .get, appointment)
        #expect(response.status == .internalServerError)
    }

    @Test func anAnswerToHeadHasNoBody() async throws {
        let response = try await send(try await responder { .answered(.noContent) }, .head, appointment)
        #expect(response.status == .methodNotAllowed)
        #expect(try await bytes(response).isEmpty)
        #expect(response.headers[.contentLength] != "0")
    }

    // MARK: - Own pages

    @Test func healthAndProblemPagesNeedNoBroker() async throws {
        let responder = try await responder(ready: false) { .failed(.unavailable) }
        #expect(try await send(responder, .get, "/health/live").status == .ok)
        let ready = try await send(responder, .get, "/health/ready")
        #expect(ready.status == .serviceUnavailable)
        #expect(ready.headers[.retryAfter] == "1")
        let page = try await send(responder, .get, "/problems/slot-taken/")
        #expect(page.status == .ok)
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(try await send(responder, .get, "/problems/none").status == .notFound)
        #expect(asked.count == 0)
    }

    @Test func duringShutdownItIsNotReadyAndConnectionsEnd() async throws {
        let responder = try await responder { .answered(.noContent) }
        #expect(try await send(responder, .get, "/health/ready").status == .ok)
        responder.state.drain()
        #expect(try await send(responder, .get, "/health/ready").status == .serviceUnavailable)
        let response = try await send(responder, .delete, appointment)
        #expect(response.status == .noContent)
        #expect(response.headers[.connection] == "close")
    }
}
