// SPDX-License-Identifier: Apache-2.0
import Foundation
import Postgres
import SchedulingContract
import Time

extension AppointmentFacts {
    /// Keeps the facts unless newer ones are kept already.
    ///
    /// - Throws: `TimeSyntaxFailure` when the facts' times are not RFC 3339.
    func keeping() throws -> Query {
        let start = try Instant(rfc3339: start)
        let end = try Instant(rfc3339: end)
        let facts = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        return """
            insert into appointments (id, application_id, sequence, cancelled, starts_at, ends_at, facts)
            values (\(id), \(applicationId), \(version), \(cancelled), \(start), \(end), \(facts))
            on conflict (id) do update set
                sequence = excluded.sequence, cancelled = excluded.cancelled, starts_at = excluded.starts_at,
                ends_at = excluded.ends_at, facts = excluded.facts
            where appointments.sequence < excluded.sequence
                and appointments.application_id = excluded.application_id
            """
    }
}
