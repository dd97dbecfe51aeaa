// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import JSON
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Erases a person in one transaction: key, details, events and answer. Registrations that no event has confirmed are
/// erased like all others.
struct ErasePersonHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<ErasePerson>) async throws -> Answer {
        let application = request.operation.applicationId
        if application.isEmpty {
            // Without one there is nothing to have rights in.
            try request.requireValid()
        }
        guard request.caller.applications.contains(application) else {
            throw Refusal(.forbidden, "The token does not cover this application.")
        }
        let record = IdempotencyRecord(request, application: application)
        let removal = DetailsRemoval(
            outbox: outbox, event: .participantErased, now: clock.now(), trace: request.trace, causation: request.id)
        return try await database.transaction(.applications([application]), until: request.deadline.instant) {
            transaction in
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            try request.requireValid()
            guard let person = request.operation.person else { throw Refusal(.invalidRequest) }
            let erased = try removal.perform(where: Self.condition(person, in: application), in: transaction)
            let answer = Answer.json(Self.document(erased))
            record.store(answer, in: transaction)
            return answer
        }
    }

    private static func document(_ erased: [String]) -> [UInt8] {
        var json = JSONWriter()
        json.object { $0.member("erased", erased) }
        return json.bytes
    }
}

extension ErasePersonHandler {
    /// The forms compared are those of migration 0004; each has an index.
    static func condition(_ person: ErasePerson.Person, in application: String) -> Query {
        switch person {
        case .username(let name): "application_id = \(application) and username = \(name)"
        case .email(let address): "application_id = \(application) and email_key = \(address.lowercased())"
        case .phone(let number): "application_id = \(application) and phone_key = \(number)"
        }
    }
}
