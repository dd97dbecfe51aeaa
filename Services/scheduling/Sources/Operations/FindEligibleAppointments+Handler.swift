// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Postgres
import SchedulingContract
import Time

/// Reads what may be activated now, in one round trip.
struct FindEligibleAppointmentsHandler: Sendable {
    let database: PostgresPool
    let clock: WallClock

    func handle(_ request: Request<FindEligibleAppointments>) async throws -> Answer {
        try request.requireValid()
        let frame = request.operation.timeFrame
        let applications = request.caller.applications
        let rows = try await database.read(
            .applications(applications), until: request.deadline.instant,
            Self.find(applications, within: frame, of: clock.now()))
        return .json(Self.document(try rows.first.map { try $0.map(Eligible.init) } ?? [], within: frame))
    }

    private struct Eligible {
        let id: String
        let start: Instant
        let timezone: String

        init(_ row: Row) throws {
            id = try row.decode("id")
            start = try row.decode("start_at")
            timezone = try row.decode("timezone")
        }
    }

    private static func document(_ appointments: [Eligible], within frame: ISODuration) -> [UInt8] {
        var json = JSONWriter(capacity: 64 + appointments.count * 192)
        json.array { json in
            for appointment in appointments {
                json.object { json in
                    json.member("eligibleFrom", (appointment.start - frame).rfc3339)
                    json.member("id", appointment.id)
                    json.member("start", appointment.start.rfc3339)
                    json.member("timezone", appointment.timezone)
                }
            }
        }
        return json.bytes
    }

    /// No appointment is longer than 24 hours, so the index bounds how far back it looks.
    private static func find(_ applications: [String], within frame: ISODuration, of now: Instant) -> Query {
        """
        select a.id, a.start_at, a.timezone from appointments a
        where a.cancelled_at is null and a.state <> 'ENDED' and a.application_id = any(\(applications))
            and a.start_at > \(now - ISODuration(seconds: 86_400)) and a.start_at <= \(now + frame)
            and a.end_at > \(now)
        order by a.start_at, a.id limit 1000
        """
    }
}
