// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import Time

/// Who was in an appointment's conference. Messages come in any order: the earliest join and the latest leave stay.
enum Attendances {
    static func join(_ attendance: ConferenceAttendance, of a: Appointment, at time: Instant) -> Query {
        """
        insert into attendances (application_id, appointment_id, role, user_id, first_joined_at, joined_revision)
        values (
            \(a.applicationID), \(a.id), \(attendance.role.rawValue), \(attendance.userId), \(time), \(a.revision))
        on conflict (appointment_id, role, user_id) do update
        set first_joined_at = least(attendances.first_joined_at, excluded.first_joined_at),
            joined_revision = greatest(attendances.joined_revision, excluded.joined_revision)
        """
    }

    static func leave(_ attendance: ConferenceAttendance, of a: Appointment, at time: Instant) -> Query {
        """
        insert into attendances (application_id, appointment_id, role, user_id, left_at)
        values (\(a.applicationID), \(a.id), \(attendance.role.rawValue), \(attendance.userId), \(time))
        on conflict (appointment_id, role, user_id) do update
        set left_at = greatest(attendances.left_at, excluded.left_at)
        """
    }

    /// The agents who have joined, whether or not they have left again.
    static func joinedAgents(of appointment: Appointment, in transaction: PostgresTransaction) throws -> [String] {
        try transaction.query(joinedAgents(appointment.id)).map { try $0.decode("user_id") }
    }

    /// Those who have joined one of the appointments, with its id, its revision at their latest join and whether they are
    /// there still as far as is known.
    static func joined(_ appointments: [String]) -> Query {
        """
        select appointment_id, role, user_id, joined_revision,
            left_at is null or left_at < first_joined_at as present
        from attendances
        where appointment_id = any(\(appointments)) and first_joined_at is not null
        """
    }

    private static func joinedAgents(_ appointment: String) -> Query {
        """
        select user_id from attendances
        where appointment_id = \(appointment) and role = 'AGENT' and first_joined_at is not null
        """
    }
}
