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

    /// Who made the change: an identifier and a role, never a name. Settings are changed by such as well.
    ///
    /// What the video platform tells of a conference is ``videoPlatform``'s doing, whoever joined: it has no role.
    package struct Actor: Codable, Sendable, Equatable {
        package var id: String?
        package var role: String?

        package init(id: String?, role: String?) {
            self.id = id
            self.role = role
        }

        /// Whoever asked for the change, in the first of the caller's roles that give rights.
        package init(_ caller: Caller) {
            self.init(id: caller.subject, role: Role.known.first(where: caller.has)?.rawValue)
        }

        package static let videoPlatform = Actor(id: "video-platform", role: nil)
    }
}

extension EventType where Payload == AppointmentChange {
    package static let appointmentScheduled = appointment("scheduled", "An appointment was made.")
    /// One event, never a cancel and a schedule.
    package static let appointmentRescheduled = appointment("rescheduled", "Start, duration or zone changed.")
    package static let appointmentUpdated = appointment(
        "updated", "Title, notes, metadata, interaction or locale changed.")
    package static let appointmentCancelled = appointment("cancelled", "The appointment was deleted.")
    package static let appointmentActivated = appointment(
        "activated", "The room was activated, or somebody was the first to join.")
    package static let appointmentEnded = appointment("ended", "Ended by its agent, or its conference is over.")
    package static let appointmentReassigned = appointment("reassigned", "Another agent is assigned.")
    /// Who, the facts before and after tell.
    package static let appointmentParticipantAdded = appointment(
        "participant_added", "An agent or a customer joined those who take part.")
    package static let appointmentParticipantRemoved = appointment(
        "participant_removed", "An agent or a customer takes part no more.")

    private static func appointment(_ what: String, _ summary: String) -> Self {
        EventType("appointment.\(what).v1", publisher: .scheduling, summary: summary, data: .appointmentChange)
    }
}
