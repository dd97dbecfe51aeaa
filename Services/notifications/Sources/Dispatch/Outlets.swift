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
