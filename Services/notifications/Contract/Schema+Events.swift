// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract

/// The forms of what notifications publishes.
extension Schema {
    /// The data of notifications' events.
    static let notificationChange = named(
        "NotificationChange",
        .object([
            .always("notificationId", .identifier), .always("appointmentId", .identifier),
            .always("recipientId", .identifier), .always("type", messageType), .always("channel", channel),
            .always("revision", .integer(0...).described("Of the appointment, which the message is bound to.")),
            .maybe("reason", .string().described("Why it failed or was suppressed.", example: "no-contact")),
        ]))

    /// The data of `settings.changed.v1`.
    static let settingsChange = named(
        "SettingsChange",
        .object([
            .maybe("previous", applicationSettings.described("Missing when they were never set before.")),
            .always("current", applicationSettings),
            .always("actor", actor.described("Who set them.")),
            .maybe("actorId", .identifier.described("The actor's id once more, for those who read it before.")),
        ]))

    private static let applicationSettings = named(
        "ApplicationSettings",
        .object([
            .always("active", .boolean), .always("autoActivate", .boolean),
            .always("overlapPolicy", .choice([OverlapPolicy.refuse, .allow].map(\.rawValue))),
            .maybe("ticketBaseUrl", .string(format: "uri")), .always("retention", .duration),
            .always("locale", .string().described("As it was given.", example: "en_US")),
            .maybe("notifications", .array(of: template).described("Missing while the built-in ones hold.")),
        ]))

    private static let template = object([
        .always("type", messageType), .always("channel", channel), .maybe("period", .duration),
        .maybe("locale", .string()), .maybe("subject", .string()), .maybe("textBody", .string()),
        .maybe("htmlBody", .string()),
    ])
}
