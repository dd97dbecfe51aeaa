// SPDX-License-Identifier: Apache-2.0
import Postgres
import Testing

/// The suite's database as its superuser sees it: for what no answer shows.
enum Database {
    /// Runs `body` with a session of a login's, the superuser's by default.
    @discardableResult
    static func session<Value: Sendable>(
        _ url: String? = nil, settings: [String: String] = [:], _ body: (PostgresSession) async throws -> Value
    ) async throws -> Value {
        let configuration = try PostgresConfiguration(
            url: try url ?? RunningSuite.value("DATABASE_URL"), applicationName: "end-to-end tests")
        let session = try await PostgresSession.open(
            configuration, settings: settings, logger: RunningSuite.logger)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(session))
        } catch {
            result = .failure(error)
        }
        await session.close()
        return try result.get()
    }

    /// The value of the only row's column `value`, a number.
    static func number(_ query: Query) async throws -> Int {
        try await session { session in
            try await session.perform { try $0.query(query).first?.decode("value", as: Int64.self) }
        }.map { Int($0) } ?? 0
    }

    /// The value of the only row's column `value`, a text.
    static func text(_ query: Query) async throws -> String {
        let found = try await session { session in
            try await session.perform { try $0.query(query).first?.decode("value", as: String.self) }
        }
        return try #require(found, "no row")
    }

    /// The conference of an appointment.
    static func conference(of appointment: String) async throws -> String {
        try await text("select conference_id as value from scheduling.appointments where id = \(appointment)")
    }

    /// How many appointments of an application were ever committed.
    static func appointments(of tenant: Tenant) async throws -> Int {
        try await number("select count(*) as value from scheduling.appointments where application_id = \(tenant.id)")
    }

    /// How many pairs of an application's live appointments claim the same agent at the same time.
    static func overlaps(in tenant: Tenant) async throws -> Int {
        try await number(
            """
            select count(*) as value from scheduling.occupancy a join scheduling.occupancy b
                on a.application_id = b.application_id and a.agent_id = b.agent_id and a.during && b.during
                and a.appointment_id < b.appointment_id
            where a.application_id = \(tenant.id)
            """)
    }
}
