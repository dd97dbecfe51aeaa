// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The forms of what scheduling publishes and of what the video platform tells it. What is not known is left out.
extension Schema {
    /// The data of every appointment event.
    static let appointmentChange = named(
        "AppointmentChange",
        .object([
            .maybe("previous", facts.described("Missing for an appointment that was made by this change.")),
            .always("current", facts),
            .always("actor", actor.described("Who made the change; `video-platform` has no role.")),
            .maybe("reason", .string()),
        ]))

    /// Who made a change.
    package static let actor = object([
        .maybe("id", .identifier), .maybe("role", .string().described(example: "ROLE_AGENT")),
    ])

    static let conferenceAttendance = named(
        "ConferenceAttendance",
        .object([
            .always("conferenceId", .identifier),
            .always("userId", .identifier.described("An agent's id, or a customer's participant id.")),
            .always("role", .choice([ConferenceAttendance.Role.agent, .customer].map(\.rawValue))),
            .always("time", .instant),
        ]))

    static let conferenceEnd = named(
        "ConferenceEnd", .object([.always("conferenceId", .identifier), .always("time", .instant)]))

    /// SMS or EMAIL.
    package static let channel = choice(NotificationTemplate.Channel.allCases.map(\.rawValue))
    /// What a message is about.
    package static let messageType = choice(NotificationTemplate.Kind.allCases.map(\.rawValue))

    private static let facts = named(
        "AppointmentFacts",
        .object([
            .always("id", .identifier), .always("applicationId", .identifier), .always("start", .instant),
            .always("end", .instant), .always("duration", .duration), .always("timezone", .zone),
            .always(
                "wallTime",
                .string(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?$").described(
                    "The start as the zone's clocks show it.", example: "2030-01-31T20:00:00")),
            .always("utcOffset", .integer(-86_400...86_400).described("Of the zone at the start, seconds east.")),
            .always("locale", .string().described("As it was given.", example: "en_US")),
            .always("state", .choice([AppointmentState.pending, .active, .ended].map(\.rawValue))),
            .always("cancelled", .boolean), .maybe("title", .string().described("Holds no personal data.")),
            .always("organizer", participant), .always("participants", .array(of: participant)),
            .maybe("createdBy", .identifier), .always("conferenceId", .string(lengths: 1...255)),
            .always("notificationsActive", .boolean), .always("reminderPlan", .array(of: planned)),
            .always("version", .integer(1...).described("Rises with every change.")),
            .always("revision", .integer(0...).described("Rises with start, duration, zone and cancel.")),
            .always("createdAt", .instant), .always("updatedAt", .instant),
            .maybe("endedAt", .instant.described("When it really ended.")),
        ]).described("The whole appointment without personal data, notes, metadata, texts or room link."))

    private static let participant = object([
        .always("id", .identifier),
        .always("type", .choice([AppointmentParticipant.Kind.agent, .customer].map(\.rawValue))),
    ])

    private static let planned = object([
        .always("type", messageType), .always("channel", channel),
        .maybe("period", .duration.described("Missing for what is sent at once.")),
    ])
}
