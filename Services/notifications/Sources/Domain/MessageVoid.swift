// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract
package import Time

/// What the newest facts of an appointment say of messages that the provider doesn't have yet.
package enum MessageVoid {
    /// Why a message is void, nil where it still holds.
    ///
    /// The notice of a cancel is never overtaken. A conference that began voids reminders only: a customer who has not
    /// come yet still needs the room's link.
    ///
    /// - Parameter hasStarted: whether somebody is known to have joined the conference of the appointment's present time.
    package static func reason(
        type: String, revision: Int, recipientId: String, _ facts: AppointmentFacts, hasStarted: Bool
    ) -> LedgerReason? {
        guard type != NotificationTemplate.Kind.cancelled.rawValue else { return nil }
        if facts.cancelled {
            return .cancelled
        }
        if revision < facts.revision {
            return .superseded
        }
        guard facts.participants.contains(where: { $0.id == recipientId && $0.type == .customer }) else {
            return .removed
        }
        switch NotificationTemplate.Kind(rawValue: type) {
        case .reminder where facts.state == .ended, .room where facts.state == .ended: return .ended
        case .reminder where hasStarted: return .started
        default: return nil
        }
    }

    /// When the appointment ended, nil while it hasn't.
    package static func actualEnd(_ facts: AppointmentFacts) -> Instant? {
        guard facts.state == .ended else { return nil }
        return try? Instant(rfc3339: facts.endedAt ?? facts.updatedAt)
    }
}
