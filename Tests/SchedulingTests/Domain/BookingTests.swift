// SPDX-License-Identifier: Apache-2.0
import Contract
import Testing
import Time

@testable import SchedulingService

@Suite struct BookingTests {
    @Test func theApplicationIsTheTokensOnlyOneOrTheNamedOne() throws {
        var caller = Caller.supervisor
        #expect(try Booking.application(named: nil, for: caller) == "app-1")
        #expect(throws: Refusal.self) { try Booking.application(named: "app-2", for: caller) }
        caller.applications = ["app-1", "app-2"]
        #expect(try Booking.application(named: "app-2", for: caller) == "app-2")
        #expect(try Booking.application(named: nil, for: caller) == nil)
    }

    @Test func severalRolesGiveTheWidestRight() throws {
        let both = Caller(subject: "a", roles: [.agent, .clientService], applications: ["app-1"])
        #expect(try Booking(by: both, userID: nil).assignedAgent == "a")
        #expect(try Booking(by: both, userID: "b").assignedAgent == "b")
        let all = Caller(subject: "a", roles: [.agent, .supervisor], applications: ["app-1"])
        #expect(try Booking(by: all, userID: "b").organizingAgent == "a")
        #expect(throws: Refusal.self) {
            try Booking(by: Caller(roles: [.agent], applications: ["app-1"]), userID: nil)
        }
    }

    @Test func aStartLiesAheadButNotTooFar() throws {
        let now = try Instant(rfc3339: "2030-01-01T00:00:00Z")
        try Booking.requireUpcoming(try Instant(rfc3339: "2030-01-01T00:00:00.000001Z"), at: now)
        #expect(throws: Refusal.self) { try Booking.requireUpcoming(now, at: now) }
    }

    @Test(arguments: [
        ("2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z"),
        ("2027-12-31T23:59:59.999999Z", "2037-12-31T23:59:59.999999Z"),
        ("2028-02-28T12:00:00Z", "2038-02-28T12:00:00Z"), ("2028-02-29T12:00:00Z", "2038-02-28T12:00:00Z"),
        ("2028-03-01T12:00:00Z", "2038-03-01T12:00:00Z"),
    ])
    func theLastStartIsTenYearsAheadByTheCalendar(now: String, last: String) throws {
        let (now, last) = (try Instant(rfc3339: now), try Instant(rfc3339: last))
        #expect(Booking.latestStart(at: now) == last)
        try Booking.requireUpcoming(last, at: now)
        #expect(throws: Refusal.self) { try Booking.requireUpcoming(last + .microseconds(1), at: now) }
    }
}

@Suite struct SlotTests {
    @Test(arguments: [
        ("2026-03-29T00:59:59Z", "2026-03-29T01:59:59", 3_600), ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00", 7_200),
        ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00", 7_200), ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00", 3_600),
    ])
    func theWallTimeIsTheZonesOnBothSidesOfAChange(start: String, wall: String, offset: Int) throws {
        let slot = Slot(
            start: try Instant(rfc3339: start), duration: ISODuration(seconds: 1_800),
            zone: try Zone(identifier: "Europe/Berlin"))
        #expect(slot.wallTime == wall && slot.utcOffset == offset)
        #expect(slot.end - slot.start == .seconds(1_800))
    }
}
