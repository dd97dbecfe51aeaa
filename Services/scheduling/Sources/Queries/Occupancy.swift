// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import Postgres

/// The agents' occupied times. The exclusion constraint `agent_slot_free` is the rule; nothing here checks first.
enum Occupancy {
    /// Occupies the slot for each agent, in place of whatever the appointment occupied before; where overlaps are
    /// allowed, it occupies nothing from now on.
    ///
    /// - Throws: ``SlotLost`` when one of them is busy then; the transaction rolls back.
    static func take(
        _ appointment: Appointment, under policy: OverlapPolicy, in transaction: PostgresTransaction
    ) throws {
        guard policy != .allow else { return release(appointment, in: transaction) }
        lock(appointment.agentIDs, of: appointment, in: transaction)
        transaction.enqueue(free(appointment))
        try occupy(appointment, for: appointment.agentIDs, in: transaction)
    }

    /// Occupies the slot for the agents who joined, unless overlaps are allowed, and frees those who left. The slot
    /// itself is the same, and those who stay keep what they have.
    ///
    /// - Throws: ``SlotLost`` when somebody who joined is busy then; the transaction rolls back.
    static func exchange(
        _ before: Appointment, for after: Appointment, under policy: OverlapPolicy,
        in transaction: PostgresTransaction
    ) throws {
        let left = Set(before.agentIDs).subtracting(after.agentIDs)
        let joined = Set(after.agentIDs).subtracting(before.agentIDs)
        lock(Array(left.union(joined)), of: after, in: transaction)
        transaction.enqueue(free(after, of: Array(left)))
        guard policy != .allow else { return }
        try occupy(after, for: Array(joined), in: transaction)
    }

    static func release(_ appointment: Appointment, in transaction: PostgresTransaction) {
        transaction.enqueue(free(appointment))
    }

    /// Agents are locked in sorted order before any row is touched: changes that swap slots, or touch two agents,
    /// would otherwise deadlock on the constraint (native-clients.md M12).
    private static func lock(
        _ agents: [String], of appointment: Appointment, in transaction: PostgresTransaction
    ) {
        for agent in agents.sorted() {
            transaction.enqueue(lock(application: appointment.applicationID, agent: agent))
        }
    }

    private static func occupy(
        _ appointment: Appointment, for agents: [String], in transaction: PostgresTransaction
    ) throws {
        for agent in agents.sorted() {
            guard try transaction.execute(insert(appointment, agent: agent)) == 1 else {
                throw SlotLost(wanted: appointment)
            }
        }
    }
}

extension Occupancy {
    private static func lock(application: String, agent: String) -> Query {
        "select pg_advisory_xact_lock(hashtextextended(\(application + " " + agent), 2))"
    }

    private static func free(_ appointment: Appointment) -> Query {
        "delete from occupancy where appointment_id = \(appointment.id)"
    }

    private static func free(_ appointment: Appointment, of agents: [String]) -> Query {
        "delete from occupancy where appointment_id = \(appointment.id) and agent_id = any(\(agents))"
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
