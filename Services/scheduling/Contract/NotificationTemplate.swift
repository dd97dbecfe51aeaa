// SPDX-License-Identifier: Apache-2.0
package import Contract
import MessageTemplates
package import Time

/// One entry of an appointment's `notifications`: what is sent when, by which channel, with which texts.
package struct NotificationTemplate: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case create = "CREATE"
        case reschedule = "RESCHEDULE"
        case cancelled = "CANCELLED"
        case reminder = "REMINDER"
        case room = "ROOM"
        case followUp = "FOLLOW_UP"

        /// Whether the type is sent some time before or after the appointment instead of at once.
        package var isTimed: Bool {
            switch self {
            case .create, .reschedule, .cancelled: false
            case .reminder, .room, .followUp: true
            }
        }

        package static let timed = allCases.filter(\.isTimed)
    }

    package enum Channel: String, Sendable, CaseIterable {
        case sms = "SMS"
        case email = "EMAIL"
    }

    package let type: Kind
    package let channel: Channel
    package let period: ISODuration?
    package let subject: String?
    package let textBody: String?
    package let htmlBody: String?

    package init(
        type: Kind, channel: Channel, period: ISODuration? = nil, subject: String? = nil, textBody: String? = nil,
        htmlBody: String? = nil
    ) {
        self.type = type
        self.channel = channel
        self.period = period
        self.subject = subject
        self.textBody = textBody
        self.htmlBody = htmlBody
    }

    package init(reading input: inout Input) {
        let type = input.required("type", input.choice("type", of: Kind.self), placeholder: .create)
        channel = input.required("channel", input.choice("channel", of: Channel.self), placeholder: .email)
        let period = input.period("period", about: "How long before the start, or after the end for FOLLOW_UP.")
        input.require("period", where: "type", is: type, among: Kind.timed)
        self.type = type
        self.period = type.isTimed ? period : nil
        subject = input.template("subject", .plain, atMost: 998, multiline: false)
        textBody = input.template("textBody", .plain, atMost: 20_000)
        htmlBody = input.template("htmlBody", .html, atMost: 100_000)
    }
}
