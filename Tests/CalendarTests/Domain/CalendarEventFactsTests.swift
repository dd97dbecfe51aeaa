// SPDX-License-Identifier: Apache-2.0
import ICalendar
import SchedulingContract
import Testing
import Time

@testable import CalendarService

@Suite struct CalendarEventFactsTests {
    private let identity = CalendarIdentity(
        domain: "calendar.example.test", organizer: CalendarAddress(email: "no-reply@example.test"))
    private let stamp = Instant(microseconds: 0)

    @Test func theEntryFollowsTheFacts() throws {
        let event = try CalendarEvent(.sample(revision: 4), as: identity, at: stamp)
        #expect(event.uid == "3f0c@calendar.example.test")
        #expect(event.sequence == 4)
        #expect(event.start.rfc3339 == "2022-01-31T18:00:00.0Z")
        #expect(event.end.rfc3339 == "2022-01-31T18:30:00.0Z")
        #expect(event.organizer == identity.organizer)
        #expect(event.stamp == stamp)
        #expect(event.lastModified > event.created)
    }

    @Test func onlyRemindersOfThePlanBecomeAlarms() throws {
        let plan = [
            PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
            PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H"),
            PlannedNotification(type: "REMINDER", channel: "SMS", period: "PT60M"),
            PlannedNotification(type: "REMINDER", channel: "SMS", period: "P1D"),
            PlannedNotification(type: "REMINDER", channel: "SMS", period: "soon"),
            PlannedNotification(type: "ROOM", channel: "SMS", period: "PT5M"),
            PlannedNotification(type: "FOLLOW_UP", channel: "SMS", period: "PT2H"),
        ]
        let event = try CalendarEvent(.sample(plan: plan), as: identity, at: stamp)
        #expect(event.alarms.map(\.seconds) == [86_400, 3_600])
    }

    @Test func factsWithoutRealTimesAreRefused() {
        var facts = AppointmentFacts.sample()
        facts.start = "tomorrow"
        #expect(throws: TimeSyntaxFailure.self) { try CalendarEvent(facts, as: identity, at: stamp) }
    }
}
