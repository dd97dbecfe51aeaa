// SPDX-License-Identifier: Apache-2.0
package import Contract
import MessageTemplates
import SchedulingContract
import Time

extension StoredTemplate {
    package init(reading input: inout Input) {
        let type = input.required(
            "type", input.choice("type", of: NotificationTemplate.Kind.self), placeholder: .create)
        let channel = input.required(
            "channel", input.choice("channel", of: NotificationTemplate.Channel.self), placeholder: .email)
        let period = input.period("period", about: "How long before the start, or after the end for FOLLOW_UP.")
        input.require("period", where: "type", is: type, among: NotificationTemplate.Kind.timed)
        let locale = input.locale("locale", about: "For every language when missing.")
        let subject = input.template("subject", .plain, atMost: 998, multiline: false)
        let text = input.template("textBody", .plain, atMost: 20_000)
        let html = input.template("htmlBody", .html, atMost: 100_000)
        input.require("textBody", where: "channel", is: channel, among: [.sms])
        input.requireAny(of: "textBody", "htmlBody", where: "channel", is: channel, among: [.email])
        self.init(
            type: type.rawValue, channel: channel.rawValue, period: type.isTimed ? period?.iso8601 : nil,
            locale: locale, subject: subject, textBody: text, htmlBody: html)
    }
}
