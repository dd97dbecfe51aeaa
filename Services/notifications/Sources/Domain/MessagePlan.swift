// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract
package import Time

/// Which messages an appointment's event asks for.
///
/// What an event overtakes is ``MessageVoid``'s to say. A plan follows its own event alone, so events may arrive in any
/// order: what an older one plans, the newest facts make void in the same transaction.
package enum MessagePlan {
    /// What happened to the appointment, as far as it calls for messages.
    package enum Occasion: Sendable, Equatable, CaseIterable {
        case scheduled
        case customerAdded
        case customerRemoved
        case rescheduled
        case cancelled
        /// Anything else.
        case changed
    }

    /// One message to one recipient.
    package struct Message: Sendable, Equatable {
        package let recipientId: String
        package let type: NotificationTemplate.Kind
        package let channel: NotificationTemplate.Channel
        /// Seconds, nil for what is sent at once.
        package let period: Int?
        package let due: Instant
        /// Why it is not to be sent although it was asked for; it is in the ledger all the same.
        package let suppressed: LedgerReason?

        package init(
            recipientId: String, type: NotificationTemplate.Kind, channel: NotificationTemplate.Channel,
            period: Int? = nil, due: Instant, suppressed: LedgerReason? = nil
        ) {
            self.recipientId = recipientId
            self.type = type
            self.channel = channel
            self.period = period
            self.due = due
            self.suppressed = suppressed
        }
    }

    /// The messages for each customer concerned, by every channel that the appointment's plan names.
    ///
    /// - Returns: none for facts whose times can't be read.
    package static func messages(
        _ occasion: Occasion, _ change: AppointmentChange, at now: Instant
    ) -> [Message] {
        let facts = change.current
        let before = customers(change.previous)
        let after = customers(facts)
        switch occasion {
        case .scheduled:
            return messages(facts, to: after, [.create, .reminder, .room, .followUp], at: now)
        case .customerAdded:
            let added = after.filter { !before.contains($0) }
            return messages(facts, to: added, [.create, .reminder, .room, .followUp], at: now)
        case .customerRemoved:
            let removed = before.filter { !after.contains($0) }
            return messages(facts, to: removed, [.cancelled], at: now)
        case .rescheduled:
            return messages(facts, to: after, [.reschedule, .reminder, .room, .followUp], at: now)
        case .cancelled:
            return messages(facts, to: after, [.cancelled], at: now)
        case .changed:
            return []
        }
    }

    /// The confirmations to send anew: they were overtaken by a move before they went, and the plan has no message
    /// that tells of moves, so their recipients would hear nothing at all.
    ///
    /// - Parameters:
    ///   - facts: the newest.
    ///   - confirmations: what the ledger says of every CREATE of the appointment.
    package static func renewals(
        _ facts: AppointmentFacts, _ confirmations: [Confirmation], at now: Instant
    ) -> [Message] {
        guard !facts.cancelled, facts.state != .ended else { return [] }
        let telling = facts.reminderPlan.filter { $0.type == NotificationTemplate.Kind.reschedule.rawValue }
        return messages(facts, to: customers(facts), [.create], at: now).filter { message in
            let own = confirmations.filter {
                $0.recipientId == message.recipientId && $0.channel == message.channel.rawValue
            }
            return !telling.contains { $0.channel == message.channel.rawValue } && !own.isEmpty
                && own.allSatisfy(\.isSuperseded)
        }
    }

    /// What became of one CREATE.
    package struct Confirmation: Sendable, Equatable {
        package let recipientId: String
        package let channel: String
        /// Whether it was suppressed because a move overtook it.
        package let isSuperseded: Bool

        package init(recipientId: String, channel: String, isSuperseded: Bool) {
            self.recipientId = recipientId
            self.channel = channel
            self.isSuperseded = isSuperseded
        }
    }

    /// The customers who take part, each once.
    package static func customers(_ facts: AppointmentFacts?) -> [String] {
        var ids: [String] = []
        for participant in facts?.participants ?? [] where participant.type == .customer {
            if !ids.contains(participant.id) {
                ids.append(participant.id)
            }
        }
        return ids
    }

    private static func messages(
        _ facts: AppointmentFacts, to recipients: [String], _ types: Set<NotificationTemplate.Kind>, at now: Instant
    ) -> [Message] {
        guard let start = try? Instant(rfc3339: facts.start), let end = try? Instant(rfc3339: facts.end) else {
            return []
        }
        var wanted: [Entry] = []
        for entry in facts.reminderPlan.compactMap(Entry.init) where types.contains(entry.type) {
            if !wanted.contains(entry) {
                wanted.append(entry)
            }
        }
        return recipients.flatMap { recipient in
            wanted.map { entry in
                let period = entry.period ?? 0
                let due = Punctuality.due(entry.type, period: period, start: start, end: end, at: now)
                let isTooLate = Punctuality.isTooLate(
                    entry.type, period: period, due: due, start: start, end: end, at: now)
                return Message(
                    recipientId: recipient, type: entry.type, channel: entry.channel, period: entry.period, due: due,
                    suppressed: isTooLate ? .tooLate : nil)
            }
        }
    }

    /// An entry of the appointment's plan that this version understands.
    private struct Entry: Equatable {
        let type: NotificationTemplate.Kind
        let channel: NotificationTemplate.Channel
        let period: Int?

        init?(_ planned: PlannedNotification) {
            guard let type = NotificationTemplate.Kind(rawValue: planned.type),
                let channel = NotificationTemplate.Channel(rawValue: planned.channel)
            else { return nil }
            self.type = type
            self.channel = channel
            guard type.isTimed else {
                period = nil
                return
            }
            guard let length = planned.period.flatMap({ try? ISODuration(iso8601: $0) }) else { return nil }
            period = Int(length.seconds)
        }
    }
}
