// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import SchedulingContract
import Testing

@Suite struct MessagePlanTests {
    private let create = PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil)

    @Test func eachCustomerGetsOneConfirmation() {
        let facts = Facts.appointment(customers: ["a", "b", "a"], plan: [create, create])
        #expect(MessagePlan.onScheduled(facts).map(\.recipientId) == ["a", "b"])
        #expect(MessagePlan.onScheduled(facts).allSatisfy { $0.type == .create && $0.channel == .email })
    }

    @Test func withoutAPlannedConfirmationNothingIsSent() {
        let others = [
            PlannedNotification(type: "CREATE", channel: "SMS", period: nil),
            PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H"),
            PlannedNotification(type: "NEWER", channel: "PIGEON", period: nil),
        ]
        #expect(MessagePlan.onScheduled(Facts.appointment(plan: others)).isEmpty)
        #expect(MessagePlan.onScheduled(Facts.appointment(plan: [])).isEmpty)
        #expect(MessagePlan.onScheduled(Facts.appointment(cancelled: true)).isEmpty)
    }

    private func change(_ before: [String]?, _ after: [String]) -> AppointmentChange {
        AppointmentChange(
            previous: before.map { Facts.appointment(customers: $0) }, current: Facts.appointment(customers: after),
            actor: AppointmentChange.Actor(id: nil, role: nil))
    }

    @Test func onlyCustomersWhoWereAddedAreConfirmedLater() {
        #expect(MessagePlan.onParticipantAdded(change(["a"], ["a", "b"])).map(\.recipientId) == ["b"])
        // An agent was added.
        #expect(MessagePlan.onParticipantAdded(change(["a"], ["a"])).isEmpty)
        var silent = change(["a"], ["a", "b"])
        silent.current.reminderPlan = []
        #expect(MessagePlan.onParticipantAdded(silent).isEmpty)
    }

    @Test func whoWasRemovedIsKnownFromTheFactsBefore() {
        #expect(MessagePlan.removed(change(["a", "b", "c"], ["b"])) == ["a", "c"])
        #expect(MessagePlan.removed(change(["a"], ["a"])).isEmpty)
    }

    @Test func theReasonTellsACancelFromAMove() {
        #expect(MessagePlan.reasonForVoid(Facts.appointment(cancelled: true)) == .cancelled)
        #expect(MessagePlan.reasonForVoid(Facts.appointment(revision: 3)) == .superseded)
    }
}
