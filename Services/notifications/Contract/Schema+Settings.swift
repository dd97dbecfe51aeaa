// SPDX-License-Identifier: Apache-2.0
package import Contract
import SchedulingContract

extension Schema {
    /// The settings of one application.
    package static let settings = named(
        "ApplicationSettingsResponse",
        .object([
            .always("active", .boolean), .always("applicationId", .identifier), .always("autoActivate", .boolean),
            .always("locale", .string().described("As it was given.", example: "en_US")),
            .always(
                "notifications",
                .array(of: template).described(
                    "The built-in ones, in the language of `locale`, where the application has none of its own.")),
            .always("overlapPolicy", .choice([OverlapPolicy.refuse, .allow].map(\.rawValue))),
            .always("retention", .duration),
            .always("ticketBaseUrl", .string(format: "uri").described("The suite's own address where none was set.")),
        ]))

    private static let template = named(
        "ApplicationTemplate",
        .object([
            .always("channel", .choice(NotificationTemplate.Channel.allCases.map(\.rawValue))),
            .maybe("htmlBody", .string()), .maybe("locale", .string()), .maybe("period", .duration),
            .maybe("subject", .string()), .maybe("textBody", .string()),
            .always("type", .choice(NotificationTemplate.Kind.allCases.map(\.rawValue))),
        ]))
}

extension ReplyForm {
    /// The settings of one application, tagged with their version.
    package static let settings = ReplyForm.document(.settings, isVersioned: true)
}
