// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import Postgres
import SchedulingContract
import Time

extension PostgresPool {
    /// The frame of every change of one appointment, in the contract's order of checks: the row and its tenant, the
    /// stored answer of the idempotency key, cancelled, the row's rights and the conference's, the request's fields,
    /// `If-Match`; then the change, then its stored answer.
    ///
    /// - Parameters:
    ///   - id: as the request names it; without one the request can't be more than invalid.
    ///   - now: when the change is made.
    ///   - change: gets the locked row; what it throws rolls everything back, the key included.
    func change<Asked: PublicOperation>(
        _ id: String, _ request: Request<Asked>, _ purpose: Rights.Purpose, at now: Instant,
        _ change: @escaping @Sendable (Appointment, PostgresTransaction) throws -> Answer
    ) async throws -> Answer {
        if id.isEmpty {
            try request.requireValid()
        }
        guard Identifier.isWellFormed(id) else { throw Refusal(.notFound) }
        let scope = Scope.applications(request.caller.applications)
        return try await transaction(scope, until: request.deadline.instant) { transaction in
            guard let application = try transaction.query(Self.application(of: id)).first else {
                throw Refusal(.notFound)
            }
            let record = IdempotencyRecord(request, application: try application.decode("application_id"))
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            let row = try transaction.query(AppointmentRows.findForUpdate(id)).first
            let found = try Rights.require(request.caller, purpose, of: row.map(Appointment.init))
            let appointment = try AppointmentRows.complete(found, in: transaction)
            if Rights.dependOnConference(request.caller, purpose, of: appointment, at: now) {
                try Rights.require(request.caller, among: Attendances.joinedAgents(of: appointment, in: transaction))
            }
            try request.requireValid()
            try EntityTag.require(request.ifMatch, matches: appointment.etag)
            let answer = try change(appointment, transaction)
            record.store(answer, in: transaction)
            return answer
        }
    }

    private static func application(of id: String) -> Query {
        "select application_id from appointments where id = \(id)"
    }
}
