// SPDX-License-Identifier: Apache-2.0
import Contract
import ParticipantsContract
import Postgres
import Testing

@testable import ParticipantsService

@Suite(.needsPostgres) struct FindContactsTests {
    private func contacts(
        _ fixture: ParticipantsFixture, _ recipients: [FindContacts.Recipient]
    ) async throws -> [CustomerDetails] {
        let handler = FindContactsHandler(database: fixture.database)
        return try await handler.handle(ParticipantsFixture.request(FindContacts(recipients: recipients))).contacts
    }

    @Test func contactsComeAsTheyWereRegisteredAndUnknownOnesAreMissing() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            let registration = RegisterParticipants.sample()
            try await fixture.register(registration)
            let found = try await contacts(
                fixture,
                [("a-1", "p-1"), ("a-1", "p-2"), ("a-1", "p-9"), ("a-2", "p-1"), ("", "")].map {
                    FindContacts.Recipient(appointmentId: $0.0, participantId: $0.1)
                })
            #expect(found.sorted { $0.participantId < $1.participantId } == registration.customers)
        }
    }

    @Test func moreThanAHundredAtATimeAreRefused() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            let recipients = (0...100).map { FindContacts.Recipient(appointmentId: "a-1", participantId: "p-\($0)") }
            await #expect(throws: Refusal.self) { _ = try await contacts(fixture, recipients) }
            #expect(try await contacts(fixture, []).isEmpty)
        }
    }
}
