// SPDX-License-Identifier: Apache-2.0
import Contract
import MessageTemplates
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract
import Time

/// Renders a template with sample values and mails it by the application's confirmed sender.
struct TestEmailSenderHandler: Sendable {
    let database: PostgresPool
    let senders: Senders
    let samples: SampleMessages
    /// The part of message ids after the `@`.
    let domain: String

    func handle(_ request: Request<TestEmailSender>) async throws -> Answer {
        let application = try request.requireApplication()
        let asked = request.operation
        guard let zone = asked.zone else { throw Refusal(.invalidRequest) }
        var texts = SampleTexts(try samples.variables(locale: asked.locale, zone: zone))
        let subject = texts.render(asked.subject ?? "{{longDate}}, {{time24}}", as: .plain, at: "/subject")
        let text = texts.render(asked.textBody, as: .plain, at: "/textBody")
        let html = asked.htmlBody.map { texts.render($0, as: .html, at: "/htmlBody") }
        try texts.requireValid()
        let (id, now) = ("\(Identifier.random())@\(domain)", samples.clock.now())
        return try await database.submitOnce(
            request, of: application, answer: .noContent, isUnknownFine: false,
            begin: { [senders] transaction in
                guard let row = try transaction.query(SenderRows.confirmed(.email, of: application)).first else {
                    throw Refusal(.notFound, "No sender is confirmed.")
                }
                return try senders.open(row, as: EmailSender.self, of: application)
            },
            submit: { sender in
                let message = MailMessage(
                    id: id, date: now, from: MailMessage.Sender(address: sender.fromAddress, name: sender.fromName),
                    to: asked.toEmail, subject: subject, text: text, html: html, calendar: nil)
                return try await senders.submit(
                    message, by: sender, of: application, within: SenderConfirmations.patience)
            },
            undo: { _ in })
    }
}
