// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Testing

/// An appointment as the API answered it.
struct Appointment: Sendable {
    let id: String
    let etag: String
    let document: JSONValue

    init(_ reply: Reply, _ location: SourceLocation = #_sourceLocation) throws {
        document = try reply.document(location)
        id = try #require(document["id"]?.text, sourceLocation: location)
        etag = try #require(reply.header("ETag"), sourceLocation: location)
    }

    var path: String { "/api/appointments/\(id)" }
    var iCalendar: String { "/api/cal/events/ical/\(id)/event" }
    var google: String { "/api/cal/events/google/\(id)/event" }

    func participant(_ id: String) -> String { "\(path)/participants/\(id)" }

    /// The participants' ids of a type, in their order.
    func participants(_ type: String) -> [String] {
        let all = document["participantIds"]?.elements ?? []
        return all.filter { $0["type"]?.text == type }.compactMap { $0["id"]?.text }
    }

    /// The conference, which only the database and the events tell.
    func conference() async throws -> String {
        try await Database.conference(of: id)
    }

    /// The code of the first customer's room link, which only their messages tell.
    func code() async throws -> String {
        let customer = try #require(participants("CUSTOMER").first)
        return try await Database.text(
            """
            select code as value from scheduling.tickets
            where appointment_id = \(id) and participant_id = \(customer) and revoked_at is null
            """)
    }

    /// Ends it behind the suite's back.
    func end() async throws {
        try await Database.session { [id] session in
            try await session.perform {
                try $0.execute("update scheduling.appointments set state = 'ENDED' where id = \(id)")
            }
        }
    }
}
