// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import Time

/// One of an appointment's agents is busy in its slot.
///
/// Leaves a transaction instead of a ``Refusal``, so that its locks are gone before free starts are looked for.
struct SlotLost: Error {
    /// The appointment as it was to be.
    let wanted: Appointment
}

extension PostgresPool {
    /// Runs a change that occupies agents; where it loses its slot, refuses with the starts that are free instead.
    ///
    /// - Throws: ``ProblemType/slotTaken`` with alternatives; whatever else the change throws, as it is.
    func occupying(
        until deadline: Deadline, at now: Instant, _ change: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await change()
        } catch let lost as SlotLost {
            throw Refusal(.slotTaken, alternatives: await alternatives(to: lost.wanted, until: deadline, at: now))
        }
    }

    /// Starts at which every agent of the appointment is free, as the API writes them.
    ///
    /// None where the stored zone is no longer known or the database does not answer: the refusal holds without them.
    private func alternatives(
        to wanted: Appointment, until deadline: Deadline, at now: Instant
    ) async -> [String] {
        guard let zone = try? Zone(identifier: wanted.slot.timezone) else { return [] }
        let search = FreeStarts(insteadOf: wanted.slot, in: zone, at: now)
        let rows = try? await read(
            .applications([wanted.applicationID]), until: deadline.instant, Occupancy.busy(wanted, search))
        let busy = try? rows?.first?.map { row in
            (start: try row.decode("start_at", as: Instant.self), end: try row.decode("end_at", as: Instant.self))
        }
        return busy.map { search.search(around: $0).map(\.rfc3339) } ?? []
    }
}

extension Occupancy {
    /// When the appointment's agents are busy with others; what it occupies itself is free to be moved in.
    fileprivate static func busy(_ wanted: Appointment, _ search: FreeStarts) -> Query {
        """
        select lower(o.during) as start_at, upper(o.during) as end_at
        from unnest(\(wanted.agentIDs)) as wanted (agent_id)
        join occupancy o on hashtextextended(o.agent_id, 0) = hashtextextended(wanted.agent_id, 0)
            and o.application_id = \(wanted.applicationID) and o.agent_id = wanted.agent_id
            and o.during && tstzrange(\(search.from), \(search.until + search.duration), '[)')
        where o.appointment_id <> \(wanted.id)
        """
    }
}
