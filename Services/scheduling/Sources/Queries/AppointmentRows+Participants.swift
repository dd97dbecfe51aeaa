// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract

extension AppointmentRows {
    /// Writes participants, organizer and assigned agent with the version of the change.
    static func updateParticipants(_ a: Appointment) -> Query {
        """
        update appointments set
            participants = \(a.participants.map(\.row)), organizer_id = \(a.organizer.id),
            organizer_type = \(a.organizer.type.rawValue), assigned_agent_id = \(a.assignedAgentID),
            version = \(a.version), updated_at = \(a.updatedAt)
        where id = \(a.id)
        """
    }
}
