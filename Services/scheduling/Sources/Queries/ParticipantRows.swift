// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract

/// Who takes part, as it lies in rows; shared by the operations that change it.
enum ParticipantRows {
    /// Writes participants, organizer and assigned agent with the version of the change.
    static func write(
        _ after: Appointment, replacing before: Appointment, in transaction: PostgresTransaction
    ) throws {
        let left = Set(before.participants.map(\.id)).subtracting(after.participants.map(\.id))
        _ = try transaction.execute(delete(Array(left), from: after))
        _ = try transaction.execute(upsert(after))
        _ = try transaction.execute(update(after))
    }

    private static func delete(_ ids: [String], from a: Appointment) -> Query {
        "delete from appointment_participants where appointment_id = \(a.id) and id = any(\(ids))"
    }

    /// In their order, which the positions keep.
    private static func upsert(_ a: Appointment) -> Query {
        """
        insert into appointment_participants (application_id, appointment_id, id, type, position)
        select \(a.applicationID), \(a.id), p.id, p.type, p.position - 1
        from unnest(\(a.participants.map(\.id)), \(a.participants.map(\.type.rawValue)))
            with ordinality as p (id, type, position)
        on conflict (appointment_id, id) do update set position = excluded.position
        """
    }

    private static func update(_ a: Appointment) -> Query {
        """
        update appointments set
            organizer_id = \(a.organizer.id), organizer_type = \(a.organizer.type.rawValue),
            assigned_agent_id = \(a.assignedAgentID), version = \(a.version), updated_at = \(a.updatedAt)
        where id = \(a.id)
        """
    }
}
