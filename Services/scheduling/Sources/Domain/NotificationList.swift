// SPDX-License-Identifier: Apache-2.0
import JSON
import NotificationsContract
import SchedulingContract
import Time

/// An appointment's `notifications`: the effective list as it is shown, and the plan that events carry.
enum NotificationList {
    /// A list that came with an appointment, as it rests and is shown: a JSON array.
    static func json(_ templates: [NotificationTemplate]) -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.array { json in
            for template in templates {
                json.value(raw: entry(template))
            }
        }
        return json.bytes
    }

    /// One entry of a list.
    static func entry(_ template: NotificationTemplate) -> [UInt8] {
        entry(StoredTemplate(template))
    }

    /// The same for one of an application's templates.
    static func entry(_ template: StoredTemplate) -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.object { json in
            json.member("channel", template.channel)
            json.member("htmlBody", template.htmlBody)
            json.member("period", template.period)
            json.member("subject", template.subject)
            json.member("textBody", template.textBody)
            json.member("type", template.type)
        }
        return json.bytes
    }

    /// Type, channel and period of each message, once.
    static func plan(of items: [String]) -> [PlannedNotification] {
        var known: Set<String> = []
        return items.filter { known.insert($0).inserted }.compactMap(PlannedNotification.init(item:))
    }

    /// A plan as a row keeps it; nearly all are the built-in one.
    static func plan(kept items: [String]) -> [PlannedNotification] {
        items == builtInItems ? builtInPlan : items.compactMap(PlannedNotification.init(item:))
    }

    static func plan(of templates: [NotificationTemplate]) -> [PlannedNotification] {
        plan(
            of: templates.map { template in
                PlannedNotification(
                    type: template.type.rawValue, channel: template.channel.rawValue,
                    period: template.period?.iso8601
                ).item
            })
    }
}

// MARK: - Built-in texts

extension NotificationList {
    /// What is sent where neither the appointment nor its application says anything.
    static let builtInPlan = plan(of: BuiltInTemplates.english.templates)

    private static let builtInItems = builtInPlan.map(\.item)

    /// The built-in lists by language; every language has the same plan.
    private static let builtIn = Dictionary(
        BuiltInTemplates.all.map { ($0.tag, json($0.templates)) }, uniquingKeysWith: { first, _ in first })

    /// The list of a plan.
    ///
    /// - Parameters:
    ///   - texts: the application's entry for each message of the plan, empty where it has none; nil where it has none at
    ///     all. What is missing is built in.
    ///   - locales: the best first.
    static func effective(_ plan: [PlannedNotification], texts: [String]?, in locales: [String]) -> [UInt8] {
        let language = BuiltInTemplates.best(for: locales)
        if texts == nil, plan == builtInPlan, let list = builtIn[language.tag] {
            return list
        }
        var json = JSONWriter(capacity: 4096)
        json.array { json in
            for (place, message) in plan.enumerated() {
                if let texts, texts.indices.contains(place), !texts[place].isEmpty {
                    json.value(raw: texts[place].utf8)
                } else {
                    json.value(raw: entry(message, in: language))
                }
            }
        }
        return json.bytes
    }

    private static func entry(_ message: PlannedNotification, in language: BuiltInTemplates) -> [UInt8] {
        let type = NotificationTemplate.Kind(rawValue: message.type)
        let channel = NotificationTemplate.Channel(rawValue: message.channel)
        let template = type.flatMap { type in channel.flatMap { language.template(type, $0) } }
        return entry(
            StoredTemplate(
                type: message.type, channel: message.channel, period: message.period, subject: template?.subject,
                textBody: template?.textBody, htmlBody: template?.htmlBody))
    }
}
