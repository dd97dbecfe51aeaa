// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Postgres
import SchedulingContract
import Time

/// Counts an application's appointments by their times. Nobody has to be asked: times and numbers, no appointment, are
/// answered, and only for the application whose name is known.
struct CountAppointmentsHandler: Sendable {
    let database: PostgresPool

    func handle(_ request: Request<CountAppointments>) async throws -> Answer {
        try request.requireValid()
        let rows = try await database.read(
            .applications([request.operation.applicationId]), until: request.deadline.instant,
            Self.count(request.operation))
        return .json(Self.document(try rows.first.map { try $0.map(Group.init) } ?? []))
    }

    private struct Group {
        let start: Instant
        let duration: ISODuration
        let timezone: String
        let count: Int

        init(_ row: Row) throws {
            start = try row.decode("start_at")
            duration = ISODuration(seconds: try row.decode("seconds"))
            timezone = try row.decode("timezone")
            count = try row.decode("count")
        }
    }

    private static func document(_ groups: [Group]) -> [UInt8] {
        var json = JSONWriter(capacity: 64 + groups.count * 160)
        json.array { json in
            for group in groups {
                json.object { json in
                    json.member("count", group.count)
                    json.member("duration", group.duration.iso8601)
                    json.member("end", (group.start + group.duration).rfc3339)
                    json.member("start", group.start.rfc3339)
                    json.member("timezone", group.timezone)
                }
            }
        }
        return json.bytes
    }

    private static func count(_ operation: CountAppointments) -> Query {
        """
        select a.start_at, extract(epoch from a.end_at - a.start_at)::bigint as seconds, a.timezone, count(*) as count
        from appointments a
        where a.cancelled_at is null and a.application_id = \(operation.applicationId)
            and a.start_at >= \(operation.start) and a.start_at < \(operation.start + operation.timeFrame)
        group by 1, 2, 3 order by 1, 2, 3 limit \(CountAppointments.mostGroups)
        """
    }
}
