// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The forms of what scheduling answers. What is not known of an appointment is left out.
extension Schema {
    /// One appointment.
    package static let appointment = named(
        "GetAppointmentResponse",
        .object([
            .always("applicationId", .identifier), .always("duration", .duration), .always("end", .instant),
            .always("id", .identifier), .always("interaction", interaction),
            .always("locale", .string().described("As it was given.", example: "en_US")),
            .maybe("metadata", .anyObject), .maybe("notes", .string()),
            .always("notifications", .array(of: notification).described("The effective list.")),
            .always("notificationsActive", .boolean),
            .always("organizer", participant), .always("participantIds", .array(of: participant)),
            .always("start", .instant), .always("timezone", .zone), .maybe("title", .string()),
        ]))

    /// A page of appointments.
    package static let appointmentPage = named(
        "FindAppointmentsResponsePaged",
        .object([
            .always("content", .array(of: appointment)), .always("pageCount", .integer(0...)),
            .always("pageNumber", .integer(1...)), .always("pageSize", .integer(1...)),
            .always("sortField", words(ListAppointments.SortField.self)),
            .always("sortOrder", words(ListAppointments.SortOrder.self)),
            .always("total", .integer(0...).described("On all pages.")),
        ]))

    /// The room link of an activated appointment.
    package static let activation = named(
        "AppointmentActivationResponse",
        .object([
            .always("expires", .instant), .always("type", .choice(["MULTI_USE_TICKET"])),
            .always("url", .string(format: "uri").described("Opens the room; a capability, to be kept as a secret.")),
        ]))

    /// The appointments that may be activated.
    package static let eligible = array(
        of: named(
            "FindAppointmentsEligibleResponse",
            .object([
                .always("eligibleFrom", .instant), .always("id", .identifier), .always("start", .instant),
                .always("timezone", .zone),
            ])), counts: 0...1_000)

    /// How many appointments each start, duration and zone has.
    package static let counts = array(
        of: named(
            "AppointmentCountResponse",
            .object([
                .always("count", .integer(1...)), .always("duration", .duration), .always("end", .instant),
                .always("start", .instant), .always("timezone", .zone),
            ])), counts: 0...CountAppointments.mostGroups
    ).described("The soonest first, and no more than the soonest 10,000.")

    /// How many appointments overlap a time.
    package static let overlap = named("AppointmentOverlapResponse", .object([.always("count", .integer(0...))]))

    private static let interaction = named(
        "AppointmentInteraction",
        .object([
            .maybe("customFields", .anyObject),
            .always(
                "routing",
                .object([
                    .maybe("properties", .anyObject), .always("type", words(Interaction.RoutingType.self)),
                ])),
            .always(
                "state",
                .choice([AppointmentState.pending, .active, .ended].map(\.rawValue)).described("Kept by the suite.")),
        ]))

    private static let participant = named(
        "ParticipantReference",
        .object([
            .always("id", .identifier),
            .always("type", .choice([AppointmentParticipant.Kind.agent, .customer].map(\.rawValue))),
        ]))

    private static let notification = named(
        "AppointmentNotification",
        .object([
            .always("channel", words(NotificationTemplate.Channel.self)), .maybe("htmlBody", .string()),
            .maybe("period", .duration), .maybe("subject", .string()), .maybe("textBody", .string()),
            .always("type", words(NotificationTemplate.Kind.self)),
        ]))

    private static func words<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Schema
    where Word.RawValue == String {
        .choice(type.allCases.map(\.rawValue))
    }
}

extension ReplyForm {
    /// One appointment, tagged with its version.
    package static let appointment = ReplyForm.document(.appointment, isVersioned: true)
}
