// SPDX-License-Identifier: Apache-2.0
import Contract
package import ParticipantsContract
package import SchedulingContract
package import Time

/// What is to happen with a claimed message, by the facts and contacts as they are at the moment of sending.
package enum SendDecision: Sendable, Equatable {
    /// To this address, about these facts.
    case send(AppointmentFacts, CustomerDetails, address: String)
    case suppress(LedgerReason)
    /// Scheduling answered with less than the message was planned from: ask again later.
    case postpone

    /// - Parameters:
    ///   - facts: nil when scheduling knows no such appointment.
    ///   - contact: nil when participants doesn't know the recipient (any more).
    package static func of(
        _ entry: LedgerEntry, facts: AppointmentFacts?, contact: CustomerDetails?, at now: Instant
    ) -> SendDecision {
        guard let facts else { return .suppress(.unknownAppointment) }
        guard facts.revision >= entry.revision else { return .postpone }
        if facts.cancelled {
            return .suppress(.cancelled)
        }
        guard facts.revision == entry.revision else { return .suppress(.superseded) }
        guard facts.notificationsActive else { return .suppress(.inactive) }
        guard facts.participants.contains(where: { $0.id == entry.recipientId && $0.type == .customer }) else {
            return .suppress(.removed)
        }
        guard let end = try? Instant(rfc3339: facts.end) else { return .suppress(.unreadable) }
        // An invitation to what is over helps nobody (pains.md 8: what is stale is suppressed, visibly).
        guard now < end else { return .suppress(.tooLate) }
        guard entry.type == NotificationTemplate.Kind.create.rawValue,
            entry.channel == NotificationTemplate.Channel.email.rawValue
        else { return .suppress(.unsupported) }
        guard let contact, let address = contact.primaryEmail, EmailAddress.isWellFormed(address) else {
            return .suppress(.noContact)
        }
        return .send(facts, contact, address: address)
    }
}
