// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Shows an application's e-mail sender and the one that waits to be confirmed, without secrets.
package struct FindEmailSender: SenderOperation {
    package static let name = "sender.find_email"
    package static let summary = "Shows an application's e-mail sender and the one that waits to be confirmed."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/notifications/emails")
    package static let reply = ReplyForm.document(.emailSenderState)
    package static let channel = NotificationTemplate.Channel.email
    package static let failures: [ProblemType] = [.invalidRequest, .notFound]

    package let applicationId: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
    }
}
