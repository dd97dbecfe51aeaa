// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import HummingbirdCore
import Messaging
import ServiceProcess
import Testing

@testable import GatewayService

@Suite struct CrossOriginTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()
    private let appointment = "/api/appointments/7"
    private let page = "https://app.example"
    private static let accessFields: [HTTPField.Name] = [
        .accessControlAllowOrigin, .accessControlExposeHeaders, .accessControlAllowMethods, .accessControlAllowHeaders,
        .accessControlMaxAge, .accessControlAllowCredentials,
    ]

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    @Test func withoutConfigurationNothingIsSaidAndOptionsIsNoMethod() async throws {
        let responder = try await responder { .answered(.noContent) }
        let read = try await send(responder, .get, appointment, [.origin: page])
        #expect(read.status == .noContent)
        let preflight = try await send(responder, .options, appointment, question)
        #expect(preflight.status == .methodNotAllowed)
        for response in [read, preflight] {
            #expect(!response.headers.contains(.vary))
            #expect(Self.accessFields.allSatisfy { !response.headers.contains($0) })
        }
    }

    @Test func aPageOfAListedOriginMayReadAnswersOfEveryKind() async throws {
        let responder = try await responder(origins: try CrossOrigins("\(page), http://localhost:3000")) {
            .answered(.noContent)
        }
        let answers = [
            try await send(responder, .get, appointment, [.origin: page]),
            try await send(responder, .get, appointment, [.origin: page, .authorization: "nonsense"]),
            try await send(responder, .get, "/api/nothing", [.origin: page]),
            try await send(responder, .patch, appointment, [.origin: page]),
            try await send(responder, .get, "/health/live", [.origin: page]),
        ]
        #expect(answers.map(\.status.code) == [204, 401, 404, 405, 200])
        for answer in answers {
            #expect(answer.headers[values: .accessControlAllowOrigin] == [page])
            #expect(
                answer.headers[.accessControlExposeHeaders]
                    == "ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id")
            #expect(answer.headers[values: .vary] == ["Origin"])
            #expect(!answer.headers.contains(.accessControlAllowCredentials))
        }
        let local = try await send(responder, .get, appointment, [.origin: "http://localhost:3000"])
        #expect(local.headers[.accessControlAllowOrigin] == "http://localhost:3000")
    }

    @Test func aPreflightIsToldTheMethodsOfItsPath() async throws {
        let responder = try await responder(origins: try CrossOrigins(page)) { .answered(.noContent) }
        let response = try await send(responder, .options, appointment, question)
        #expect(response.status == .noContent)
        #expect(try await bytes(response).isEmpty)
        let refused = try await send(responder, .patch, appointment)
        #expect(response.headers[.accessControlAllowMethods] == refused.headers[.allow])
        #expect(response.headers[.accessControlAllowMethods]?.contains("DELETE") == true)
        #expect(
            response.headers[.accessControlAllowHeaders]
                == "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, traceparent")
        #expect(response.headers[.accessControlMaxAge] == "3600")
        #expect(response.headers[values: .accessControlAllowOrigin] == [page])
        #expect(response.headers[values: .vary] == ["Origin"])
        #expect(response.headers.contains(.requestID))
        #expect(response.headers[.rateLimit] == nil)
        #expect(try await send(responder, .options, "/api/nothing", question).status == .notFound)
        #expect(asked.count == 0)
    }

    @Test(arguments: [
        "https://other.example", "http://app.example", "https://app.example:8443", "https://app.example.evil",
        "https://APP.example", "null", "", "*",
    ])
    func anyOtherOriginIsToldNothing(origin: String) async throws {
        let responder = try await responder(origins: try CrossOrigins(page)) { .answered(.noContent) }
        var asking = question
        asking[.origin] = origin
        let answers = [
            try await send(responder, .get, appointment, [.origin: origin]),
            try await send(responder, .options, appointment, asking),
        ]
        #expect(answers.map(\.status.code) == [204, 405])
        for answer in answers {
            #expect(Self.accessFields.allSatisfy { !answer.headers.contains($0) })
            #expect(answer.headers[.vary] == "Origin")
        }
    }

    @Test func optionsThatIsNoPreflightIsNoMethod() async throws {
        let responder = try await responder(origins: try CrossOrigins(page)) { .answered(.noContent) }
        #expect(try await send(responder, .options, appointment).status == .methodNotAllowed)
        #expect(try await send(responder, .options, appointment, [.origin: page]).status == .methodNotAllowed)
    }

    @Test(arguments: [
        "*", "null", "app.example", "https://", "https://app.example/", "https://App.example", "https://app.example:",
        "https://app.example:443000", "https://*.example", "https://u@app.example", "https://a.example b.example",
    ])
    func whatIsNoOriginIsRefused(text: String) {
        let fault = #expect(throws: ConfigurationFault.self) { try CrossOrigins(text) }
        #expect(fault?.description.hasPrefix("CORS_ORIGINS: ") == true)
    }

    @Test func originsMayHaveAPortOrAnotherScheme() throws {
        _ = try CrossOrigins("http://127.0.0.1:3000,http://[::1]:3000, capacitor://localhost,https://a-b.example,")
    }

    private var question: HTTPFields {
        [.origin: page, .accessControlRequestMethod: "DELETE", .accessControlRequestHeaders: "authorization,if-match"]
    }
}
