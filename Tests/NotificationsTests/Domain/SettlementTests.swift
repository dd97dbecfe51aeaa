// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import Testing

@Suite struct SettlementTests {
    @Test func theProvidersWordDecides() {
        #expect(Settlement.of(.accepted, after: 0, on: "EMAIL") == .sent)
        #expect(Settlement.of(.refused(code: 550), after: 0, on: "EMAIL") == .failed(.smtp(550)))
        #expect(Settlement.of(.unknown, after: 0, on: "EMAIL") == .uncertain(.connectionLost))
    }

    @Test func theReasonTellsAReplyOfMailFromAStatusOfHTTP() {
        #expect(Settlement.of(.refused(code: 404), after: 0, on: "SMS") == .failed(.http(404)))
        #expect(Settlement.of(.deferred(code: 429), after: 0, on: "SMS") == .again(in: 2, .http(429)))
        #expect(Settlement.of(.deferred(code: nil), after: 7, on: "SMS") == .failed(.unreachable))
    }

    @Test func deferredMessagesAreTriedEightTimesWithGrowingPauses() {
        let pauses = (0..<8).map { Settlement.of(.deferred(code: 451), after: $0, on: "EMAIL") }
        let expected = [2, 6, 18, 54, 162, 486, 1458].map { Settlement.again(in: $0, .smtp(451)) }
        #expect(pauses == expected + [.failed(.smtp(451))])
        #expect(Settlement.of(.deferred(code: nil), after: 0, on: "EMAIL") == .again(in: 2, .unreachable))
        #expect(Settlement.of(.deferred(code: nil), after: .max - 1, on: "EMAIL") == .failed(.unreachable))
    }
}
