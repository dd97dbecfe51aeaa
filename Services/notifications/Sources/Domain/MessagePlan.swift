// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract

/// Which messages an appointment event asks for, and which planned ones it makes void.
package enum MessagePlan {
    /// One message that is due at once.
    package struct Message: Sendable, Equatable {
        package let recipientId: String
        package let type: NotificationTemplate.Kind
        package let channel: NotificationTemplate.Channel

        package init(recipientId: String, type: NotificationTemplate.Kind, channel: NotificationTemplate.Channel) {
            self.recipientId = recipientId
            self.type = type
            self.channel = channel
        }
    }

    /// The confirmation for each customer, where the appointment's plan has one by e-mail.
    package static func onScheduled(_ facts: AppointmentFacts) -> [Message] {
        let create = NotificationTemplate.Kind.create
        let email = NotificationTemplate.Channel.email
        let isWanted = facts.reminderPlan.contains { $0.type == create.rawValue && $0.channel == email.rawValue }
        guard isWanted, !facts.cancelled else { return [] }
        var recipients: [String] = []
        for participant in facts.participants where participant.type == .customer {
            if !recipients.contains(participant.id) {
                recipients.append(participant.id)
            }
        }
        return recipients.map { Message(recipientId: $0, type: create, channel: email) }
    }

    /// The confirmation for each customer who was added.
    package static func onParticipantAdded(_ change: AppointmentChange) -> [Message] {
        let added = Set(customers(change.current)).subtracting(customers(change.previous))
        return onScheduled(change.current).filter { added.contains($0.recipientId) }
    }

    /// The customers who were removed: nothing that is still to come goes to them.
    package static func removed(_ change: AppointmentChange) -> [String] {
        Set(customers(change.previous)).subtracting(customers(change.current)).sorted()
    }

    private static func customers(_ facts: AppointmentFacts?) -> [String] {
        facts?.participants.filter { $0.type == .customer }.map(\.id) ?? []
    }

    /// Why messages of older revisions are void once these facts hold.
    package static func reasonForVoid(_ facts: AppointmentFacts) -> LedgerReason {
        facts.cancelled ? .cancelled : .superseded
    }
}
