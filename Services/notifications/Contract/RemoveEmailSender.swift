// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Removes an application's e-mail sender and the one that waits; messages leave by the platform's from then on.
package struct RemoveEmailSender: SenderOperation {
    package static let name = "sender.remove_email"
    package static let summary = "Removes an application's e-mail sender; its messages leave by the platform's."
    package static let kind = OperationKind.command
    package static let route = Route(.delete, "/api/notifications/emails")
    package static let reply = ReplyForm.noContent
    package static let channel = NotificationTemplate.Channel.email
    package static let failures: [ProblemType] = [.invalidRequest, .notFound, .requestInProgress, .keyReused]

    package let applicationId: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
    }
}
