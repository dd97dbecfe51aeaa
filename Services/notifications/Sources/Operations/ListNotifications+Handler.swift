// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract
import Time

/// Answers what became of an appointment's messages, without any contact data.
///
/// What was just scheduled is found at once: scheduling is asked where no event has come yet.
struct ListNotificationsHandler: Sendable {
    let database: PostgresPool
    let source: AppointmentSource

    func handle(_ request: Request<ListNotifications>) async throws -> Answer {
        let id = request.operation.appointmentId
        guard Identifier.isWellFormed(id) else { throw Refusal(.notFound) }
        let applications = request.caller.applications
        let results = try await database.read(
            .applications(applications), until: request.deadline.instant, Self.find(id, in: applications),
            Self.entries(of: id, in: applications))
        var facts = try results.first?.first.map { try Self.facts($0) }
        if facts == nil {
            facts = try await source.find([id], request.trace, request.deadline).first { $0.id == id }
        }
        try LedgerRights.require(request.caller, facts)
        return .json(try Self.document(results.dropFirst().first))
    }

    private static func facts(_ row: Row) throws -> AppointmentFacts {
        let text = try row.decode("facts", as: String.self)
        return try JSONDecoder().decode(AppointmentFacts.self, from: Data(text.utf8))
    }

    private static func document(_ rows: Rows?) throws -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        try json.array { json in
            for row in rows.map(Array.init) ?? [] {
                let period = try row.decodeIfPresent("period", as: Int64.self)
                try json.object { json in
                    json.member("id", try row.decode("id", as: String.self))
                    json.member("type", try row.decode("type", as: String.self))
                    json.member("channel", try row.decode("channel", as: String.self))
                    json.member("recipientId", try row.decode("recipient_id", as: String.self))
                    json.member("period", period.map { ISODuration(seconds: $0).iso8601 })
                    json.member("due", try row.decode("due", as: Instant.self).rfc3339)
                    json.member("state", try row.decode("state", as: String.self))
                    json.member("reason", try row.decodeIfPresent("reason", as: String.self))
                    json.member("attempts", try row.decode("attempts", as: Int.self))
                    json.member("at", try row.decode("at", as: Instant.self).rfc3339)
                }
            }
        }
        return json.bytes
    }
}

extension ListNotificationsHandler {
    private static func find(_ id: String, in applications: [String]) -> Query {
        """
        select facts::text as facts from appointments
        where id = \(id) and application_id = any(\(applications))
        """
    }

    private static func entries(of id: String, in applications: [String]) -> Query {
        """
        select id, type, channel, recipient_id, period, due, state, reason, attempts, at
        from notifications
        where appointment_id = \(id) and application_id = any(\(applications))
        order by due, at, id
        """
    }
}
