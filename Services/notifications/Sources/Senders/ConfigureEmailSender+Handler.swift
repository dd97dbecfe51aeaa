// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Time

/// Keeps an application's e-mail sender and mails the code through it to its own address.
struct ConfigureEmailSenderHandler: Sendable {
    private let confirmations: SenderConfirmations

    init(_ confirmations: SenderConfirmations) {
        self.confirmations = confirmations
    }

    func handle(_ request: Request<ConfigureEmailSender>) async throws -> Answer {
        let application = try request.requireApplication()
        guard let server = request.operation.smtp else { throw Refusal(.invalidRequest) }
        let sender = EmailSender(request.operation, server)
        let (domain, now) = (confirmations.domain, confirmations.clock.now())
        return try await confirmations.configure(sender, shown: sender.shown, for: request, in: application) {
            id, subject, text in
            let message = MailMessage(
                id: "\(id)@\(domain)", date: now,
                from: MailMessage.Sender(address: sender.fromAddress, name: sender.fromName), to: sender.fromAddress,
                subject: subject, text: text, html: nil, calendar: nil)
            return try await confirmations.senders.submit(
                message, by: sender, of: application, within: SenderConfirmations.patience)
        }
    }
}
