// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import SchedulingContract
import Testing
import Time

@Suite struct MessagePlanTests {
    /// Two months before the appointment.
    private let now = Instant(microseconds: 1_890_000_000_000_000)

    private static let everything = [
        PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
        PlannedNotification(type: "CREATE", channel: "SMS", period: nil),
        PlannedNotification(type: "RESCHEDULE", channel: "EMAIL", period: nil),
        PlannedNotification(type: "CANCELLED", channel: "SMS", period: nil),
        PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "P1D"),
        PlannedNotification(type: "REMINDER", channel: "SMS", period: "PT1H"),
        PlannedNotification(type: "ROOM", channel: "EMAIL", period: "PT15M"),
        PlannedNotification(type: "FOLLOW_UP", channel: "EMAIL", period: "PT30M"),
    ]

    private func plan(
        _ occasion: MessagePlan.Occasion, _ before: [String]?, _ after: [String],
        plan: [PlannedNotification] = everything, at now: Instant? = nil
    ) -> [MessagePlan.Message] {
        let change = AppointmentChange(
            previous: before.map { Facts.appointment(customers: $0, plan: plan) },
            current: Facts.appointment(customers: after, plan: plan),
            actor: AppointmentChange.Actor(id: nil, role: nil))
        return MessagePlan.messages(occasion, change, at: now ?? self.now)
    }

    private static let timed = ["REMINDER EMAIL", "REMINDER SMS", "ROOM EMAIL", "FOLLOW_UP EMAIL"]

    @Test(arguments: [
        (MessagePlan.Occasion.scheduled, ["CREATE EMAIL", "CREATE SMS"] + timed),
        (.rescheduled, ["RESCHEDULE EMAIL"] + timed), (.cancelled, ["CANCELLED SMS"]), (.changed, []),
    ])
    func eachOccasionHasItsMessages(occasion: MessagePlan.Occasion, expected: [String]) {
        let messages = plan(occasion, ["a"], ["a"])
        #expect(messages.map { "\($0.type.rawValue) \($0.channel.rawValue)" } == expected)
        #expect(messages.allSatisfy { $0.recipientId == "a" && $0.suppressed == nil })
    }

    @Test func timedMessagesAreDueTheirPeriodBeforeTheStartOrAfterTheEnd() throws {
        let due = plan(.scheduled, nil, ["a"]).map(\.due.rfc3339)
        #expect(
            due == [
                now.rfc3339, now.rfc3339, "2030-01-30T19:00:00.0Z", "2030-01-31T18:00:00.0Z",
                "2030-01-31T18:45:00.0Z", "2030-01-31T20:00:00.0Z",
            ])
    }

    @Test func eachCustomerGetsEachMessageOnce() {
        let create = PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil)
        let hour = PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H")
        let sameHour = PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT60M")
        let messages = plan(.scheduled, nil, ["a", "b", "a"], plan: [create, create, hour, sameHour])
        #expect(messages.map(\.recipientId) == ["a", "a", "b", "b"])
        #expect(messages.map(\.period) == [nil, 3600, nil, 3600])
    }

    @Test func whatThisVersionDoesNotUnderstandIsNotPlanned() {
        let strange = [
            PlannedNotification(type: "NEWER", channel: "EMAIL", period: nil),
            PlannedNotification(type: "CREATE", channel: "PIGEON", period: nil),
            PlannedNotification(type: "REMINDER", channel: "EMAIL", period: nil),
            PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "soon"),
        ]
        #expect(plan(.scheduled, nil, ["a"], plan: strange).isEmpty)
        #expect(plan(.scheduled, nil, ["a"], plan: []).isEmpty)
    }

    @Test func onlyWhoWasAddedOrRemovedIsToldOfThat() {
        #expect(Set(plan(.customerAdded, ["a"], ["a", "b"]).map(\.recipientId)) == ["b"])
        #expect(plan(.customerAdded, ["a"], ["a", "b"]).count == 6)
        #expect(plan(.customerRemoved, ["a", "b"], ["a"]).map(\.recipientId) == ["b"])
        #expect(plan(.customerRemoved, ["a", "b"], ["a"]).map(\.type) == [.cancelled])
        // It was an agent.
        #expect(plan(.customerAdded, ["a"], ["a"]).isEmpty && plan(.customerRemoved, ["a"], ["a"]).isEmpty)
    }

    @Test func whatIsDueAlreadyAndOfNoMoreUseIsInTheLedgerAllTheSame() throws {
        let late = try Instant(rfc3339: "2030-01-31T18:30:00.0Z")
        let messages = plan(.scheduled, nil, ["a"], at: late)
        #expect(
            messages.filter { $0.suppressed != nil }.map { "\($0.type.rawValue) \($0.channel.rawValue)" }
                == ["REMINDER EMAIL", "REMINDER SMS"])
        #expect(messages.compactMap(\.suppressed).allSatisfy { $0 == .tooLate })
    }

    @Test func factsWithoutARealTimeAskForNothing() {
        let change = AppointmentChange(
            previous: nil, current: Facts.appointment(start: "soon"), actor: .videoPlatform)
        #expect(MessagePlan.messages(.scheduled, change, at: now).isEmpty)
    }

    private func confirmation(_ recipient: String, _ channel: String, _ isSuperseded: Bool) -> MessagePlan.Confirmation
    {
        MessagePlan.Confirmation(recipientId: recipient, channel: channel, isSuperseded: isSuperseded)
    }

    @Test func aConfirmationThatAMoveOvertookIsSentAnewWhereNothingElseTellsOfTheMove() {
        let plan = [
            PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
            PlannedNotification(type: "CREATE", channel: "SMS", period: nil),
            PlannedNotification(type: "RESCHEDULE", channel: "SMS", period: nil),
        ]
        let facts = Facts.appointment(customers: ["a", "b", "c", "d"], plan: plan, revision: 2)
        let known = [
            confirmation("a", "EMAIL", true), confirmation("a", "SMS", true), confirmation("b", "EMAIL", false),
            confirmation("c", "EMAIL", true), confirmation("c", "EMAIL", false), confirmation("gone", "EMAIL", true),
        ]
        let renewals = MessagePlan.renewals(facts, known, at: now)
        #expect(renewals.map { "\($0.recipientId) \($0.channel.rawValue)" } == ["a EMAIL"])
        #expect(MessagePlan.renewals(Facts.appointment(customers: ["a"], cancelled: true), known, at: now).isEmpty)
        #expect(MessagePlan.renewals(Facts.appointment(customers: ["a"], state: .ended), known, at: now).isEmpty)
    }
}
