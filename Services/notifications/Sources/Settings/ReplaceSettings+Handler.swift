// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import NotificationsContract
import Outbox
import Postgres
import SchedulingContract
import Time

/// Replaces an application's settings in one transaction: key, settings, event and answer. Those that hold already are
/// answered as they are, and what is the default anyway is not kept.
struct ReplaceSettingsHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock
    let defaults: SettingsDefaults

    func handle(_ request: Request<ReplaceSettings>) async throws -> Answer {
        let application = request.operation.applicationId
        guard request.caller.applications.contains(application) else { throw Refusal(.notFound) }
        let record = IdempotencyRecord(request, application: application)
        let now = clock.now()
        return try await database.transaction(.applications([application]), until: request.deadline.instant) {
            [outbox, defaults] transaction in
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            try request.requireValid()
            transaction.enqueue(KeptSettings.prepare(application, at: now))
            let row = try transaction.query(KeptSettings.findForUpdate(application)).first
            let before = try row.map(KeptSettings.init) ?? KeptSettings(of: application)
            try EntityTag.require(request.ifMatch, matches: before.etag)
            let settings = try defaults.sparing(request.operation.settings)
            let after = try before.holds(settings) ? before : before.replaced(by: settings)
            if after.version != before.version {
                transaction.enqueue(try after.update(at: now))
                let change = SettingsChange(
                    previous: before.stored, current: settings, actor: AppointmentChange.Actor(request.caller))
                try outbox.write(
                    .settingsChanged, subject: application, application: application, change,
                    trace: request.trace, causation: request.id, in: transaction)
            }
            let answer = Answer.json(after.document(defaults), etag: after.etag)
            record.store(answer, in: transaction)
            return answer
        }
    }
}
