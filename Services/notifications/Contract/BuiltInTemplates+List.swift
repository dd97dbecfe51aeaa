// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Time

extension BuiltInTemplates {
    /// What one type of message says.
    struct Texts {
        let subject: String
        let text: String
        let html: String
        let sms: String
    }

    /// The list of one language: each type by e-mail and by SMS.
    init(_ tag: String, _ texts: (NotificationTemplate.Kind) -> Texts) {
        self.tag = tag
        templates = NotificationTemplate.Kind.allCases.flatMap { type in
            let (texts, period) = (texts(type), Self.period(of: type))
            return [
                NotificationTemplate(
                    type: type, channel: .email, period: period, subject: texts.subject, textBody: texts.text,
                    htmlBody: texts.html),
                NotificationTemplate(type: type, channel: .sms, period: period, textBody: texts.sms),
            ]
        }
    }

    /// How long before the start, or after the end for FOLLOW_UP.
    private static func period(of type: NotificationTemplate.Kind) -> ISODuration? {
        switch type {
        case .create, .reschedule, .cancelled: nil
        case .reminder: ISODuration(seconds: 86_400)
        case .room: ISODuration(seconds: 300)
        case .followUp: ISODuration(seconds: 3_600)
        }
    }
}
