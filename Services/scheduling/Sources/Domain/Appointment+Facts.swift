// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Time

/// The snapshot that events and neighbours get: no notes, metadata, texts or personal data.
extension Appointment {
    var facts: AppointmentFacts {
        AppointmentFacts(
            id: id, applicationId: applicationID, start: slot.start.rfc3339, end: slot.end.rfc3339,
            duration: slot.duration.iso8601, timezone: slot.timezone, wallTime: slot.wallTime,
            utcOffset: slot.utcOffset, locale: locale, state: state, cancelled: cancelledAt != nil, title: title,
            organizer: organizer, participants: participants, createdBy: createdBy, conferenceId: conferenceID,
            notificationsActive: notificationsActive, reminderPlan: plan,
            version: version, revision: revision, createdAt: createdAt.rfc3339, updatedAt: updatedAt.rfc3339,
            endedAt: endedAt?.rfc3339)
    }
}
