// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract

/// Keeps an application's SMS sender and sends the code through it.
struct ConfigureSMSSenderHandler: Sendable {
    private let confirmations: SenderConfirmations

    init(_ confirmations: SenderConfirmations) {
        self.confirmations = confirmations
    }

    func handle(_ request: Request<ConfigureSMSSender>) async throws -> Answer {
        let application = try request.requireApplication()
        let sender = SMSSender(request.operation)
        let number = request.operation.confirmTo
        return try await confirmations.configure(sender, shown: sender.shown, for: request, in: application) {
            id, _, text in
            try await confirmations.senders.submit(
                SMSMessage(id: id, to: number, text: text), by: sender,
                within: SenderConfirmations.patience)
        }
    }
}
