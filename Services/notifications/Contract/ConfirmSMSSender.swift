// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Confirms the SMS sender that waits with the code that was sent to it; it replaces the one before.
package struct ConfirmSMSSender: SenderConfirmation {
    package static let name = "sender.confirm_sms"
    package static let summary = "Confirms an application's SMS sender with the code it was sent."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/notifications/sms/confirm", body: .object)
    package static let reply = ReplyForm.noContent
    package static let channel = NotificationTemplate.Channel.sms
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
