// SPDX-License-Identifier: Apache-2.0
import Contract
import MessageTemplates
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract

/// Renders a template with sample values and sends it by the application's confirmed SMS sender.
struct TestSMSSenderHandler: Sendable {
    let database: PostgresPool
    let senders: Senders
    let samples: SampleMessages

    func handle(_ request: Request<TestSMSSender>) async throws -> Answer {
        let application = try request.requireApplication()
        let asked = request.operation
        guard let zone = asked.zone else { throw Refusal(.invalidRequest) }
        var texts = SampleTexts(try samples.variables(locale: asked.locale, zone: zone))
        let text = texts.render(asked.textBody, as: .plain, at: "/textBody")
        if text.unicodeScalars.count > SMSMessage.longestText {
            texts.refuse("/textBody", "must have at most \(SMSMessage.longestText) characters once rendered")
        }
        try texts.requireValid()
        let id = Identifier.random()
        return try await database.submitOnce(
            request, of: application, answer: .noContent, isUnknownFine: false,
            begin: { [senders] transaction in
                guard let row = try transaction.query(SenderRows.confirmed(.sms, of: application)).first else {
                    throw Refusal(.notFound, "No sender is confirmed.")
                }
                return try senders.open(row, as: SMSSender.self, of: application)
            },
            submit: { sender in
                try await senders.submit(
                    SMSMessage(id: id, to: asked.toPhone, text: text), by: sender,
                    within: SenderConfirmations.patience)
            },
            undo: { _ in })
    }
}
