// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Postgres
import SchedulingContract
import Time

/// Counts the live appointments of an application that overlap a slot; a number only, so nobody has to be asked.
struct CountOverlapsHandler: Sendable {
    let database: PostgresPool

    func handle(_ request: Request<CountOverlaps>) async throws -> Answer {
        try request.requireValid()
        let rows = try await database.read(
            .applications([request.operation.applicationId]), until: request.deadline.instant,
            Self.count(request.operation))
        let count = try rows.first?.first?.decode("count", as: Int.self) ?? 0
        var json = JSONWriter(capacity: 32)
        json.object { $0.member("count", count) }
        return .json(json.bytes)
    }

    /// No appointment is longer than 24 hours, so the index bounds how far back it looks.
    private static func count(_ operation: CountOverlaps) -> Query {
        """
        select count(*) as count from appointments a
        where a.cancelled_at is null and a.state <> 'ENDED' and a.application_id = \(operation.applicationId)
            and a.start_at > \(operation.start - ISODuration(seconds: 86_400))
            and a.start_at < \(operation.start + operation.duration) and a.end_at > \(operation.start)
        """
    }
}
