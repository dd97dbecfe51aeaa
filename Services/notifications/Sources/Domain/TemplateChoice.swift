// SPDX-License-Identifier: Apache-2.0
import JSON
package import NotificationsContract
package import SchedulingContract
import Time

/// Which templates a message may be made of.
package enum TemplateChoice {
    /// What speaks for a recipient's language, the best first.
    package struct Locales: Sendable, Equatable {
        /// nil for a recipient who has none of their own.
        package let recipient: String?
        package let appointment: String
        package let application: String

        package init(recipient: String?, appointment: String, application: String) {
            self.recipient = recipient
            self.appointment = appointment
            self.application = application
        }
    }

    /// The templates to try in order: the appointment's own one, the application's in the best language, and the
    /// built-in one, which can always be used.
    ///
    /// - Parameters:
    ///   - message: type, channel and period; periods are compared by their length.
    ///   - own: the appointment's own list, a JSON array; nil where it brought none.
    ///   - application: the application's list; nil where it has none.
    /// - Returns: nothing for a type or a channel that we don't know.
    package static func templates(
        for message: PlannedNotification, own: String?, application: [StoredTemplate]?, _ locales: Locales
    ) -> [NotificationTemplate] {
        guard let type = NotificationTemplate.Kind(rawValue: message.type),
            let channel = NotificationTemplate.Channel(rawValue: message.channel)
        else { return [] }
        let period = type.isTimed ? message.period.flatMap { try? ISODuration(iso8601: $0) } : nil
        let fits: (NotificationTemplate) -> Bool = { template in
            template.type == type && template.channel == channel && (!type.isTimed || template.period == period)
        }
        let stored = (application ?? []).filter { NotificationTemplate($0).map(fits) ?? false }
        let best = StoredTemplate.best(
            of: stored, for: locales.recipient ?? locales.appointment,
            then: [locales.appointment, locales.application])
        let builtIn = BuiltInTemplates.best(
            for: [locales.recipient, locales.appointment, locales.application].compactMap { $0 })
        return [
            own.flatMap { list(of: $0).first(where: fits) }, best.flatMap(NotificationTemplate.init),
            builtIn.template(type, channel),
        ].compactMap { $0 }
    }

    private static func list(of own: String) -> [NotificationTemplate] {
        let entries = (try? JSONValue.parse(Array(own.utf8), limits: .message))?.elements ?? []
        return entries.compactMap { entry in
            guard let type = entry["type"]?.text, let channel = entry["channel"]?.text else { return nil }
            return NotificationTemplate(
                StoredTemplate(
                    type: type, channel: channel, period: entry["period"]?.text, subject: entry["subject"]?.text,
                    textBody: entry["textBody"]?.text, htmlBody: entry["htmlBody"]?.text))
        }
    }
}

extension NotificationTemplate {
    /// nil for a type, a channel or a period that we don't know.
    fileprivate init?(_ stored: StoredTemplate) {
        guard let type = Kind(rawValue: stored.type), let channel = Channel(rawValue: stored.channel) else {
            return nil
        }
        let period = stored.period.flatMap { try? ISODuration(iso8601: $0) }
        guard !type.isTimed || period != nil else { return nil }
        self.init(
            type: type, channel: channel, period: type.isTimed ? period : nil, subject: stored.subject,
            textBody: stored.textBody, htmlBody: stored.htmlBody)
    }
}
