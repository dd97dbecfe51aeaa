// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import JSON
import Messaging
import NotificationsContract
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Erases a person in one transaction: key, details, events and answer. Registrations that no event has confirmed are
/// erased like all others.
///
/// Codes on their way to the person's addresses are withheld before that, by notifications, for nothing remote is asked
/// inside a transaction. As long as it can't be asked nothing is erased: a repeat then still knows the addresses.
struct ErasePersonHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock
    /// Asks notifications to withhold codes; on whose behalf, and until when.
    let withhold: @Sendable (WithholdCodes, Request<ErasePerson>) async throws -> Void

    func handle(_ request: Request<ErasePerson>) async throws -> Answer {
        let application = request.operation.applicationId
        if application.isEmpty {
            // Without one there is nothing to have rights in.
            try request.requireValid()
        }
        guard request.caller.applications.contains(application) else {
            throw Refusal(.forbidden, "The token does not cover this application.")
        }
        var withheld: Set<String> = []
        // The deadline ends it, should the person be registered with ever new addresses.
        while true {
            do {
                return try await erase(request, in: application, havingWithheld: withheld)
            } catch let missing as NotWithheld {
                var rest = missing.addresses.sorted()[...]
                while !rest.isEmpty {
                    let some = Array(rest.prefix(WithholdCodes.mostAddresses))
                    try await withhold(WithholdCodes(applicationId: application, addresses: some), request)
                    rest = rest.dropFirst(some.count)
                }
                withheld.formUnion(missing.addresses)
            }
        }
    }

    /// - Throws: ``NotWithheld`` when everything was checked and codes are yet to be withheld; no trace of the try is left
    ///   then.
    private func erase(
        _ request: Request<ErasePerson>, in application: String, havingWithheld withheld: Set<String>
    ) async throws -> Answer {
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
            let condition = Self.condition(person, in: application)
            let addresses = try Self.addresses(of: person, where: condition, in: transaction).subtracting(withheld)
            guard addresses.isEmpty else { throw NotWithheld(addresses: addresses) }
            let erased = try removal.perform(where: condition, in: transaction)
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

    private struct NotWithheld: Error {
        let addresses: Set<String>
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

    /// The address that was asked for and those of everybody who is to be erased.
    private static func addresses(
        of person: ErasePerson.Person, where condition: Query, in transaction: PostgresTransaction
    ) throws -> Set<String> {
        var addresses = Set(
            try transaction.query(findAddresses(where: condition)).map { try $0.decode("address", as: String.self) })
        switch person {
        case .username: break
        case .email(let address): addresses.insert(address)
        case .phone(let number): addresses.insert(number)
        }
        return addresses
    }

    private static func findAddresses(where condition: Query) -> Query {
        """
        select distinct address from participants, unnest(array[primary_email, primary_phone]) as address
        where \(fragment: condition) and removed_at is null and address is not null
        """
    }
}
