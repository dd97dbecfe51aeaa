// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
package import NotificationsContract
package import SchedulingContract
import Time

/// Which templates a message may be made by, the best first.
package enum MessageTemplates {
    /// The appointment's own, then the application's by language, then the built-in ones.
    ///
    /// - Parameters:
    ///   - period: seconds; own templates and the application's hold for the same period only.
    ///   - own: the appointment's `notifications`, a JSON array; nil where it brought none.
    ///   - stored: the application's.
    ///   - locale: the recipient's.
    ///   - fallback: the application's locale.
    package static func choose(
        _ type: NotificationTemplate.Kind, _ channel: NotificationTemplate.Channel, period: Int?, own: String?,
        stored: [StoredTemplate]?, locale: String, fallback: String
    ) -> [NotificationTemplate] {
        let tags = LanguageTag.fallbacks(locale, then: [fallback, "en"])
        let fitting = (stored ?? []).filter { $0.type == type.rawValue && $0.channel == channel.rawValue }
        let ranked = fitting.compactMap { template in
            rank(template.locale, among: tags).map { (rank: $0, template: template) }
        }
        let applications = ranked.sorted { $0.rank < $1.rank }.map(\.template)
        return (self.own(own) + applications).compactMap { read($0, type, channel, period) }
            + BuiltInTemplates.templates(type, channel)
    }

    /// The place of a template's language among those wanted; one for every language comes last.
    private static func rank(_ locale: String?, among tags: [String]) -> Int? {
        guard let locale else { return tags.count }
        return LanguageTag.fallbacks(locale, then: []).first.flatMap { tag in tags.firstIndex(of: tag) }
    }

    private static func own(_ json: String?) -> [StoredTemplate] {
        let entries = json.flatMap { try? JSONValue.parse(Array($0.utf8), limits: .message) }?.elements ?? []
        return entries.compactMap { entry in
            guard let type = entry["type"]?.text, let channel = entry["channel"]?.text else { return nil }
            return StoredTemplate(
                type: type, channel: channel, period: entry["period"]?.text, subject: entry["subject"]?.text,
                textBody: entry["textBody"]?.text, htmlBody: entry["htmlBody"]?.text)
        }
    }

    private static func read(
        _ template: StoredTemplate, _ type: NotificationTemplate.Kind, _ channel: NotificationTemplate.Channel,
        _ period: Int?
    ) -> NotificationTemplate? {
        guard template.type == type.rawValue, template.channel == channel.rawValue else { return nil }
        let own = template.period.flatMap { try? ISODuration.period($0) }
        guard !type.isTimed || own?.seconds == period.map(Int64.init) else { return nil }
        return NotificationTemplate(
            type: type, channel: channel, period: own, subject: template.subject, textBody: template.textBody,
            htmlBody: template.htmlBody)
    }
}
