// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Configures an application's own e-mail sender and mails a confirmation code through it to its address.
///
/// The sender that was confirmed before stays in use until this one is confirmed.
package struct ConfigureEmailSender: SenderOperation {
    package static let name = "sender.configure_email"
    package static let summary = "Configures an application's e-mail sender and mails it a confirmation code."
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(20)
    package static let route = Route(.post, "/api/notifications/emails", body: .object)
    package static let reply = ReplyForm.accepted
    package static let channel = NotificationTemplate.Channel.email
    package static let failures: [ProblemType] = [
        .invalidRequest, .senderRefused, .notFound, .requestInProgress, .keyReused,
    ]

    package let applicationId: String
    /// Empty only when the field was faulty.
    package let fromAddress: String
    package let fromName: String
    /// nil only when the field was faulty.
    package let smtp: SMTPServer?

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        fromAddress = input.required("fromAddress", input.email("fromAddress"), placeholder: "")
        fromName = input.required("fromName", input.text("fromName", atLeast: 1, atMost: 255), placeholder: "")
        smtp = input.nested("smtp", as: "SMTPServer", SMTPServer.init(reading:))
        input.require("smtp")
    }
}
