// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Confirms the e-mail sender that waits with the code that was sent to it; it replaces the one before.
package struct ConfirmEmailSender: SenderConfirmation {
    package static let name = "sender.confirm_email"
    package static let summary = "Confirms an application's e-mail sender with the code it was sent."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/notifications/emails/confirm", body: .object)
    package static let reply = ReplyForm.noContent
    package static let channel = NotificationTemplate.Channel.email
    package static let failures: [ProblemType] = [
        .invalidRequest, .wrongCode, .notFound, .requestInProgress, .keyReused,
    ]

    package let applicationId: String
    package let code: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        code = input.confirmationCode("code")
    }
}
