// SPDX-License-Identifier: Apache-2.0
import Contract
package import SchedulingContract

/// The templates that hold while neither the appointment nor its application brings its own, in one language.
///
/// Every language has the same list of types, channels and periods; another one is a file of its own and an entry in
/// ``all``.
package struct BuiltInTemplates: Sendable {
    /// Lower-case BCP 47 tag.
    package let tag: String
    package let templates: [NotificationTemplate]

    package static let all = [english, german]

    /// The best language for tags such as `de_AT`, the first ones first; English where none fits.
    package static func best(for tags: [String]) -> BuiltInTemplates {
        LanguageTag.best(of: all, tagged: \.tag, for: tags) ?? english
    }

    /// The template for a type and a channel, whatever the period.
    package func template(
        _ type: NotificationTemplate.Kind, _ channel: NotificationTemplate.Channel
    ) -> NotificationTemplate? {
        templates.first { $0.type == type && $0.channel == channel }
    }
}
