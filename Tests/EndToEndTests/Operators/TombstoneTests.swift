// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Postgres
import Testing

/// The runbook's way of erasing people again after a backup was restored that still has them.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct TombstoneTests {
    private static func psql(_ line: String) async throws {
        try await Command.run(
            "/bin/sh", ["-c", "psql -Xq -v ON_ERROR_STOP=1 '\(try RunningSuite.value("DATABASE_URL"))' \(line)"])
    }

    private static func details(of participant: String) async throws -> Int {
        try await Database.number(
            """
            select num_nonnulls(username, first_name, last_name, primary_email, primary_phone, metadata, removed_at)::bigint
                as value
            from participants.participants where id = \(participant)
            """)
    }

    @Test func whoWasErasedIsErasedAgainAfterARestore() async throws {
        let tenant = Tenant()
        let (erased, other) = (Customer(), Customer())
        let agent = try await tenant.agent()
        let gone = try await agent.schedule(.appointment(in: tenant, customer: erased)).participants("CUSTOMER")[0]
        let stays = try await agent.schedule(.appointment(in: tenant, hours: 1, customer: other))
            .participants("CUSTOMER")[0]
        let admin = try await tenant.person(["ADMIN"], "admin")
        let request = Body(["applicationId": .string(tenant.id), "email": .string(erased.email)])
        #expect(try await admin.post("/api/participants/erasures", request).status == 200)
        let tombstones = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: tombstones) }
        let exported =
            "(select application_id, appointment_id, id, removed_at from participants.participants "
            + "where removed_at is not null)"
        try await Self.psql(#"-c "\copy \#(exported) to '\#(tombstones)' csv""#)
        #expect(try await Self.details(of: gone) == 1)
        // As an older backup would have it.
        try await Database.session { session in
            try await session.perform { database in
                try database.execute(
                    """
                    update participants.participants set removed_at = null, last_name = \(erased.lastName),
                        primary_email = \(erased.email) where id = \(gone)
                    """)
            }
        }
        #expect(try await Self.details(of: gone) == 2)
        let script = RunningSuite.checkout.appending(path: "deploy/postgres/tombstones.sql").path
        for _ in 1...2 {
            try await Self.psql("-f '\(script)' < '\(tombstones)'")
            // The mark alone is left, and nobody else was touched.
            #expect(try await Self.details(of: gone) == 1)
            #expect(try await Self.details(of: stays) == 6)
        }
    }
}
