// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract
import Time

extension BuiltInTemplates {
    /// The list as an application would have it as its own: every template for every language.
    package var stored: [StoredTemplate] { templates.map { StoredTemplate($0) } }
}

extension StoredTemplate {
    package init(_ template: NotificationTemplate) {
        self.init(
            type: template.type.rawValue, channel: template.channel.rawValue, period: template.period?.iso8601,
            subject: template.subject, textBody: template.textBody, htmlBody: template.htmlBody)
    }
}
