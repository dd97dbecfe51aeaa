// SPDX-License-Identifier: Apache-2.0
import Contract
import Postgres

/// The agents' occupied times. The exclusion constraint `agent_slot_free` is the rule; nothing here checks first.
enum Occupancy {
    /// Occupies the slot for each agent.
    ///
    /// Agents are locked in sorted order before any row is touched: moves that swap slots, or touch two agents, would
    /// otherwise deadlock on the constraint (native-clients.md M12).
    ///
    /// - Throws: ``ProblemType/slotTaken`` when one of them is busy then; the transaction rolls back.
    static func take(_ appointment: Appointment, in transaction: PostgresTransaction) throws {
        for agent in appointment.agentIDs.sorted() {
            _ = try transaction.query(lock(application: appointment.applicationID, agent: agent))
        }
        _ = try transaction.execute(free(appointment))
        for agent in appointment.agentIDs.sorted() {
            guard try transaction.execute(insert(appointment, agent: agent)) == 1 else {
                throw Refusal(.slotTaken)
            }
        }
    }

    static func release(_ appointment: Appointment, in transaction: PostgresTransaction) throws {
        _ = try transaction.execute(free(appointment))
    }

    private static func lock(application: String, agent: String) -> Query {
        "select pg_advisory_xact_lock(hashtextextended(\(application + " " + agent), 2))"
    }

    private static func free(_ appointment: Appointment) -> Query {
        """
        delete from occupancy
        where application_id = \(appointment.applicationID) and appointment_id = \(appointment.id)
        """
    }

    private static func insert(_ appointment: Appointment, agent: String) -> Query {
        """
        insert into occupancy (application_id, agent_id, appointment_id, during)
        values (\(appointment.applicationID), \(agent), \(appointment.id),
                tstzrange(\(appointment.slot.start), \(appointment.slot.end), '[)'))
        on conflict do nothing
        """
    }
}
