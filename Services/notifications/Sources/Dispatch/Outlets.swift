// SPDX-License-Identifier: Apache-2.0

/// Who carries messages: each hands one in for an application and says what the provider answered.
package struct Outlets: Sendable {
    package let mail: @Sendable (MailMessage, _ application: String) async -> SubmissionOutcome
    /// nil where nobody carries SMS; they are suppressed then, visibly.
    package let sms: (@Sendable (SMSMessage, _ application: String) async -> SubmissionOutcome)?

    package init(
        mail: @escaping @Sendable (MailMessage, _ application: String) async -> SubmissionOutcome,
        sms: (@Sendable (SMSMessage, _ application: String) async -> SubmissionOutcome)?
    ) {
        self.mail = mail
        self.sms = sms
    }
}

extension Outlets {
    /// Every application's own confirmed senders, else the platform's. One that can't be read now is asked for again at
    /// the next try, so that nothing leaves by another one.
    init(_ senders: Senders) {
        self.init(
            mail: { message, application in
                guard let route = try? await senders.mail(for: application) else { return .deferred(code: nil) }
                var message = message
                message.from = route.sender
                return await route.submit(message)
            },
            sms: { message, application in
                guard let route = try? await senders.sms(for: application) else { return .deferred(code: nil) }
                return await route.submit(message)
            })
    }
}
