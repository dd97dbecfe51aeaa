// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The data of every appointment event: the facts before and after, who did it and why.
package struct AppointmentChange: Codable, Sendable, Equatable {
    /// nil when the appointment was made by this change.
    package var previous: AppointmentFacts?
    package var current: AppointmentFacts
    package var actor: Actor
    package var reason: String?

    package init(previous: AppointmentFacts?, current: AppointmentFacts, actor: Actor, reason: String? = nil) {
        self.previous = previous
        self.current = current
        self.actor = actor
        self.reason = reason
    }

    /// Who made the change: an identifier and a role, never a name.
    ///
    /// What the video platform tells of a conference is ``videoPlatform``'s doing, whoever joined: it has no role.
    package struct Actor: Codable, Sendable, Equatable {
        package var id: String?
        package var role: String?

        package init(id: String?, role: String?) {
            self.id = id
            self.role = role
        }

        package static let videoPlatform = Actor(id: "video-platform", role: nil)
    }
}

extension EventType where Payload == AppointmentChange {
    package static let appointmentScheduled = EventType("appointment.scheduled.v1", publisher: .scheduling)
    /// Start, duration or zone changed: one event, never a cancel and a schedule.
    package static let appointmentRescheduled = EventType("appointment.rescheduled.v1", publisher: .scheduling)
    /// Title, notes, metadata, interaction or locale changed.
    package static let appointmentUpdated = EventType("appointment.updated.v1", publisher: .scheduling)
    package static let appointmentCancelled = EventType("appointment.cancelled.v1", publisher: .scheduling)
    /// Activated, or somebody was the first to join.
    package static let appointmentActivated = EventType("appointment.activated.v1", publisher: .scheduling)
    /// Ended by its agent, or its conference is over.
    package static let appointmentEnded = EventType("appointment.ended.v1", publisher: .scheduling)
    /// Another agent is assigned.
    package static let appointmentReassigned = EventType("appointment.reassigned.v1", publisher: .scheduling)
    /// An agent or a customer joined those who take part; who, the facts before and after tell.
    package static let appointmentParticipantAdded = EventType(
        "appointment.participant_added.v1", publisher: .scheduling)
    package static let appointmentParticipantRemoved = EventType(
        "appointment.participant_removed.v1", publisher: .scheduling)
}
