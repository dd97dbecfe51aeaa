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

    @Test func theReasonTellsACancelFromAMove() {
        #expect(MessagePlan.reasonForVoid(Facts.appointment(cancelled: true)) == .cancelled)
        #expect(MessagePlan.reasonForVoid(Facts.appointment(revision: 3)) == .superseded)
    }
}
