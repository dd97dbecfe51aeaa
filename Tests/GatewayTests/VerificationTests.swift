// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Messaging
import Testing

@testable import GatewayService

/// The route that takes a code instead of a token.
@Suite struct VerificationTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()
    private let path = "/api/appointments/basic"

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    private func headers(_ authorization: String) -> HTTPFields {
        [.contentType: "application/json", .authorization: authorization, .requestID: "same"]
    }

    private func basic(_ text: String) -> String {
        "Basic \(Data(text.utf8).base64EncodedString())"
    }

    @Test func theCodeIsCarriedToTheOwnerBesideTheCaller() async throws {
        let responder = try await responder { .answered(.json(Array("{}".utf8))) }
        let answer = try await send(responder, .post, path, headers(basic("v-1:123456")), body: "{}")
        #expect(answer.status == .ok)
        let item = try #require(asked.last)
        #expect(item.operation == "appointment.schedule_verified")
        #expect(item.caller == Caller(subject: "v-1", address: "127.0.0.1"))
        #expect(item.credential == "123456")
    }

    @Test func otherOperationsGetNoCredential() async throws {
        let responder = try await responder { .answered(.noContent) }
        #expect(try await send(responder, .delete, "/api/appointments/7").status == .noContent)
        #expect(asked.last?.credential == nil)
        #expect(
            try await send(responder, .delete, "/api/appointments/7", headers(basic("v-1:123456"))).status
                == .unauthorized)
        #expect(asked.count == 1)
    }

    @Test func theGatewaysNoAndTheOwnersAreTheSameToTheByte() async throws {
        let responder = try await responder { .refused(Refusal(.unauthorized)) }
        let token = try "Bearer " + workshop.token()
        var expected: (HTTPFields, [UInt8])?
        for authorization in [basic("v-1:123456"), "Basic", basic("v-1"), "nonsense", token] {
            let answer = try await send(responder, .post, path, headers(authorization), body: "{}")
            #expect(answer.status == .unauthorized)
            var fields = answer.headers
            // What is left of the limit is the one thing that differs.
            fields[.rateLimit] = nil
            let body = try await bytes(answer)
            #expect(fields == expected?.0 ?? fields && body == expected?.1 ?? body, "\(authorization)")
            expected = (fields, body)
        }
        #expect(expected?.0[.wwwAuthenticate] == #"Basic realm="appointments", charset="UTF-8""#)
        #expect(asked.count == 1)
    }

    @Test func guessesAreCountedByAddress() async throws {
        let rate = RequestRate(quota: 2, seconds: 60)
        let limits = RequestLimits(perSubject: rate, perAddress: rate, now: { 0 })
        let responder = try await responder(limits: limits) { .refused(Refusal(.unauthorized)) }
        for (number, status) in [401, 401, 429, 429].enumerated() {
            let answer = try await send(responder, .post, path, headers(basic("v-\(number):123456")), body: "{}")
            #expect(answer.status.code == status)
        }
        #expect(asked.count == 2)
    }
}
