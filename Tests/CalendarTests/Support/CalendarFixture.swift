// SPDX-License-Identifier: Apache-2.0
import Contract
import ICalendar
import JSON
import Messaging
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import CalendarService
@testable import Outbox

/// A database of the test's own with this room's schema, and requests and events as the process would hand them over.
enum CalendarFixture {
    static let identity = CalendarIdentity(
        domain: "calendar.example.test", organizer: CalendarAddress(email: "no-reply@example.test"))

    static func withDatabase(_ body: (PostgresPool) async throws -> Void) async throws {
        let template = TestDatabase.Template("calendar", ["calendar": Migrations.all])
        try await TestDatabase.with(template) { database in
            try await database.withPool("calendar") { pool in try await body(pool) }
        }
    }

    static func request<Asked: PublicOperation>(
        _ type: Asked.Type, id: String, token: String? = nil
    ) -> Request<Asked> {
        var input = Input(.object(["id": .string(id), "token": token.map(JSONValue.string) ?? .null]))
        return Request(
            operation: Asked(reading: &input), caller: Caller(), id: Identifier.random(),
            deadline: Deadline(in: .seconds(10)))
    }

    static func event(_ facts: AppointmentFacts, id: String = Identifier.random()) -> ReceivedEvent<AppointmentChange> {
        ReceivedEvent(
            id: id, subject: facts.id, application: facts.applicationId, sequence: facts.version, time: .now(),
            trace: nil,
            data: AppointmentChange(
                previous: nil, current: facts, actor: AppointmentChange.Actor(id: "agent-1", role: "ROLE_AGENT")),
            deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where no server is given; the project's test command gives one.
    static var needsPostgres: Self {
        .enabled(if: TestDatabase.serverURL != nil, Comment(rawValue: TestDatabase.skipReason))
    }
}
