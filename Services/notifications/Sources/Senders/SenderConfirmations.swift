// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract
import Time

/// What configuring a sender needs of either channel: it is kept, waiting, and sent a code through itself.
struct SenderConfirmations: Sendable {
    /// How long a code confirms.
    static let validity = Duration.seconds(3_600)
    /// Leaves time to record the outcome within the request's deadline.
    static let patience = Duration.seconds(12)

    let database: PostgresPool
    let senders: Senders
    let hashing: CodeHashing
    /// The part of message ids after the `@`.
    let domain: String
    let clock: WallClock

    /// Keeps a sender and sends its code, in the application's language.
    ///
    /// - Parameters:
    ///   - shown: what may be shown of it.
    ///   - submit: sends a text through it, under the sender's id; the subject is for mail.
    func configure<Asked: SenderOperation>(
        _ sender: some Encodable, shown: String, for request: Request<Asked>, in application: String,
        submit: (_ id: String, _ subject: String, _ text: String) async throws -> SubmissionOutcome
    ) async throws -> Answer {
        let (id, code, now) = (Identifier.random(), CodeHashing.random(), clock.now())
        let bytes = Array(try JSONEncoder().encode(sender))
        let pending = SenderRows.Pending(
            id: id, application: application, channel: Asked.channel, shown: shown,
            sealed: try senders.sealing.seal(bytes, for: application), key: senders.sealing.currentKey,
            codeHash: hashing.hash(code, for: Self.purpose(id)), expires: now + Self.validity, at: now)
        return try await database.submitOnce(
            request, of: application, answer: .accepted, isUnknownFine: true,
            begin: { transaction in
                try transaction.execute(SenderRows.save(pending))
                let settings = try SettingsStore.stored(for: [application], in: transaction)[application] ?? .defaults
                return ConfirmationText.best(for: settings.locale)
            },
            submit: { words in try await submit(id, words.subject, words.text(code)) },
            undo: { try $0.execute(SenderRows.withdraw(id)) })
    }

    static func purpose(_ id: String) -> String {
        "sender \(id)"
    }
}
