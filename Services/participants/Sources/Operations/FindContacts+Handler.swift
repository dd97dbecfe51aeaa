// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import ParticipantsContract
import Postgres

/// Answers names and addresses of customers of any application, for messages that are due.
struct FindContactsHandler: Sendable {
    private static let limit = 100

    let database: PostgresPool

    func handle(_ request: Request<FindContacts>) async throws -> FindContacts.Reply {
        let recipients = request.operation.recipients
        guard recipients.count <= Self.limit else {
            throw Refusal(.invalidRequest, "at most \(Self.limit) recipients at a time")
        }
        guard !recipients.isEmpty else { return FindContacts.Reply(contacts: []) }
        let results = try await database.read(.background, until: request.deadline.instant, Self.find(recipients))
        let contacts = try results.flatMap { rows in try rows.compactMap { row in try CustomerDetails(row) } }
        return FindContacts.Reply(contacts: contacts)
    }
}

extension FindContactsHandler {
    private static func find(_ recipients: [FindContacts.Recipient]) -> Query {
        """
        select p.id as participant_id, p.username, p.first_name, p.last_name, p.primary_email, p.primary_phone,
            p.metadata, p.locale
        from unnest(\(recipients.map(\.appointmentId)), \(recipients.map(\.participantId)))
            as wanted (appointment_id, id)
        join participants p on p.appointment_id = wanted.appointment_id and p.id = wanted.id
        where p.removed_at is null
        """
    }
}
