// SPDX-License-Identifier: Apache-2.0
import Contract
package import ParticipantsContract
package import SchedulingContract
package import Time

/// What is to happen with a claimed message, by what holds at the moment of sending.
package enum SendDecision: Sendable, Equatable {
    /// To this e-mail address or phone number.
    case send(NotificationTemplate.Kind, NotificationTemplate.Channel, CustomerDetails, address: String)
    case suppress(LedgerReason)
    /// Scheduling answered with less than the message was planned from: ask again later.
    case postpone

    /// - Parameters:
    ///   - material: nil when scheduling knows no such appointment.
    ///   - contact: nil when participants doesn't know the recipient (any more).
    ///   - isActive: the application's own switch.
    package static func of(
        _ entry: LedgerEntry, _ material: FindMessageMaterial.Material?, contact: CustomerDetails?, isActive: Bool,
        at now: Instant
    ) -> SendDecision {
        guard let type = NotificationTemplate.Kind(rawValue: entry.type),
            let channel = NotificationTemplate.Channel(rawValue: entry.channel)
        else { return .suppress(.unsupported) }
        guard let material else { return .suppress(.unknownAppointment) }
        let facts = material.facts
        guard facts.revision >= entry.revision else { return .postpone }
        if let reason = overtaken(entry, type, material) {
            return .suppress(reason)
        }
        guard facts.notificationsActive, isActive else { return .suppress(.inactive) }
        if type == .followUp, !material.joined.contains(entry.recipientId) {
            return .suppress(.notJoined)
        }
        guard let start = try? Instant(rfc3339: facts.start), let end = try? Instant(rfc3339: facts.end) else {
            return .suppress(.unreadable)
        }
        // What is stale helps nobody, and is suppressed visibly (pains.md, 8).
        let isTooLate = Punctuality.isTooLate(
            type, period: entry.period ?? 0, due: entry.due, start: start, end: end, at: now)
        guard !isTooLate else { return .suppress(.tooLate) }
        guard let contact, let address = address(of: contact, on: channel) else { return .suppress(.noContact) }
        return .send(type, channel, contact, address: address)
    }

    private static func overtaken(
        _ entry: LedgerEntry, _ type: NotificationTemplate.Kind, _ material: FindMessageMaterial.Material
    ) -> LedgerReason? {
        let facts = material.facts
        let takesPart = facts.participants.contains { $0.id == entry.recipientId && $0.type == .customer }
        if type == .cancelled {
            // Somebody who was removed and is back has nothing to be told.
            return takesPart && !facts.cancelled ? .superseded : nil
        }
        let reason = MessageVoid.reason(
            type: entry.type, revision: entry.revision, recipientId: entry.recipientId, facts,
            hasStarted: material.hasStarted ?? material.isRunning ?? false)
        if let reason {
            return reason
        }
        switch type {
        case .create, .reschedule: return facts.state == .ended ? .ended : nil
        // The others still need the link.
        case .room: return material.arrived?.contains(entry.recipientId) == true ? .joined : nil
        default: return nil
        }
    }

    private static func address(of contact: CustomerDetails, on channel: NotificationTemplate.Channel) -> String? {
        switch channel {
        case .email: contact.primaryEmail.flatMap { EmailAddress.isWellFormed($0) ? $0 : nil }
        case .sms: contact.primaryPhone.flatMap(PhoneNumber.normalized)
        }
    }
}
