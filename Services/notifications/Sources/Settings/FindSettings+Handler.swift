// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Postgres

/// Reads the settings of one application in one round trip.
struct FindSettingsHandler: Sendable {
    let database: PostgresPool
    let defaults: SettingsDefaults

    func handle(_ request: Request<FindSettings>) async throws -> Answer {
        let application = request.operation.applicationId
        guard request.caller.applications.contains(application) else { throw Refusal(.notFound) }
        let row = try await database.read(
            .applications([application]), until: request.deadline.instant, KeptSettings.find([application])
        ).first?.first
        let kept = try row.map(KeptSettings.init) ?? KeptSettings(of: application)
        return .json(kept.document(defaults), etag: kept.etag)
    }
}
