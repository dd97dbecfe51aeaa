// SPDX-License-Identifier: Apache-2.0
import JSON
import NotificationsContract
import SchedulingContract
import Time

/// An appointment's `notifications`: the effective list as it rests and is shown, and the plan that events carry.
enum NotificationList {
    /// The list that holds for a new appointment: its own, else the built-in one; rendered as a JSON array.
    static func effective(_ own: [NotificationTemplate]?) -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.array { json in
            for template in own ?? BuiltInTemplates.english {
                json.object { json in
                    json.member("channel", template.channel.rawValue)
                    json.member("htmlBody", template.htmlBody)
                    json.member("period", template.period?.iso8601)
                    json.member("subject", template.subject)
                    json.member("textBody", template.textBody)
                    json.member("type", template.type.rawValue)
                }
            }
        }
        return json.bytes
    }

    /// Type, channel and period of each entry, without the texts.
    static func plan(of list: [UInt8]) -> [PlannedNotification] {
        let entries = (try? JSONValue.parse(list, limits: .message))?.elements ?? []
        return entries.compactMap { entry in
            guard let type = entry["type"]?.text, let channel = entry["channel"]?.text else { return nil }
            return PlannedNotification(type: type, channel: channel, period: entry["period"]?.text)
        }
    }
}
