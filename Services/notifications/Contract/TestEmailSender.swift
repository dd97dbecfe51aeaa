// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract
package import Time

/// Renders an e-mail template with sample values and really sends it by the application's confirmed sender.
package struct TestEmailSender: SenderOperation {
    package enum Channel: String, Sendable, CaseIterable {
        case email = "EMAIL"
    }

    package static let name = "sender.test_email"
    package static let summary = "Sends a test e-mail with sample values by the application's confirmed sender."
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(20)
    package static let route = Route(.post, "/api/notifications/emails/test", body: .object)
    package static let reply = ReplyForm.noContent
    package static let channel = NotificationTemplate.Channel.email
    package static let failures: [ProblemType] = [
        .invalidRequest, .senderRefused, .notFound, .requestInProgress, .keyReused,
    ]

    package let applicationId: String
    package let type: NotificationTemplate.Kind
    package let period: ISODuration?
    package let subject: String?
    package let textBody: String
    package let htmlBody: String?
    package let locale: String
    /// nil only when the field was faulty.
    package let zone: Zone?
    package let toEmail: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        _ = input.required("channel", input.choice("channel", of: Channel.self), placeholder: .email)
        let type = input.choice("type", of: NotificationTemplate.Kind.self)
        self.type = input.required("type", type, placeholder: .create)
        period = input.period("period")
        subject = input.text("subject", atMost: 998)
        textBody = input.required(
            "textBody", input.text("textBody", atMost: 20_000, multiline: true), placeholder: "")
        htmlBody = input.text("htmlBody", atMost: 100_000, multiline: true)
        locale = input.required("locale", input.locale("locale"), placeholder: "en")
        zone = input.zone("timezone")
        input.require("timezone")
        toEmail = input.required("toEmail", input.email("toEmail"), placeholder: "")
    }
}
