// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract
package import Time

/// Renders an SMS template with sample values and really sends it by the application's confirmed sender.
package struct TestSMSSender: SenderOperation {
    package enum Channel: String, Sendable, CaseIterable {
        case sms = "SMS"
    }

    package static let name = "sender.test_sms"
    package static let summary = "Sends a test SMS with sample values by the application's confirmed sender."
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(20)
    package static let route = Route(.post, "/api/notifications/sms/test", body: .object)
    package static let reply = ReplyForm.noContent
    package static let channel = NotificationTemplate.Channel.sms
    package static let failures: [ProblemType] = [
        .invalidRequest, .senderRefused, .notFound, .requestInProgress, .keyReused,
    ]

    package let applicationId: String
    package let type: NotificationTemplate.Kind
    package let period: ISODuration?
    package let textBody: String
    package let locale: String
    /// nil only when the field was faulty.
    package let zone: Zone?
    package let toPhone: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        _ = input.required("channel", input.choice("channel", of: Channel.self), placeholder: .sms)
        let type = input.choice("type", of: NotificationTemplate.Kind.self)
        self.type = input.required("type", type, placeholder: .create)
        period = input.period("period")
        textBody = input.required(
            "textBody", input.text("textBody", atLeast: 1, atMost: 20_000, multiline: true), placeholder: "")
        locale = input.required("locale", input.locale("locale"), placeholder: "en")
        zone = input.zone("timezone")
        input.require("timezone")
        toPhone = input.required("toPhone", input.phone("toPhone"), placeholder: "")
    }
}
