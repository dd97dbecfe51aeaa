// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Testing

@testable import Postgres
@testable import Room

@Suite struct UnavailabilityTests {
    private struct Fault: Error {}

    @Test(arguments: [PostgresFailure.Code.unreachable, .queueFull, .late, .closed, .outcomeUnknown])
    func anEventWaitsForADatabaseThatIsAwayOrSlow(code: PostgresFailure.Code) {
        #expect(Room.isUnavailable(PostgresFailure(code)))
    }

    @Test(arguments: [FailureKind.unavailable, .late])
    func anEventWaitsForANeighbourThatIsAwayOrSlow(kind: FailureKind) {
        #expect(Room.isUnavailable(RequestFailure(kind: kind)))
    }

    @Test func aFaultCountsTowardsTheDeliveryLimit() {
        #expect(!Room.isUnavailable(Fault()))
        #expect(!Room.isUnavailable(PostgresFailure(.server, sqlState: "23505")))
        #expect(!Room.isUnavailable(PostgresFailure(.decoding)))
        #expect(!Room.isUnavailable(RequestFailure(kind: .fault)))
    }

    @Test(arguments: [PostgresFailure.Code.late, .outcomeUnknown])
    func aClientIsStillToldThatItWasLate(code: PostgresFailure.Code) {
        #expect(Room.failureKind(PostgresFailure(code)) == .late)
    }
}
