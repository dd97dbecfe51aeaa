// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Time

/// Schedules an appointment with a token.
package struct ScheduleAppointment: PublicOperation {
    package static let name = "appointment.schedule"
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/appointments", body: .object)
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.document("GetAppointmentResponse")
    package static let failures: [ProblemType] = [
        .invalidRequest, .forbidden, .slotTaken, .requestInProgress, .keyReused,
    ]

    /// nil when the token has exactly one application.
    package let applicationId: String?
    package let start: Instant
    package let duration: ISODuration
    /// nil only when the field was faulty.
    package let zone: Zone?
    /// nil for the application's default.
    package let locale: String?
    package let title: String?
    package let notes: String?
    /// A JSON object, re-encoded.
    package let metadata: [UInt8]?
    package let interaction: Interaction
    /// The agent to assign.
    package let userId: String?
    package let customers: [Customer]
    /// nil for the application's or the built-in ones, empty for none.
    package let notifications: [NotificationTemplate]?

    package init(reading input: inout Input) {
        applicationId = input.identifier("applicationId")
        start = input.required("start", input.instant("start"), placeholder: Instant(microseconds: 0))
        duration = input.appointmentDuration()
        zone = input.zone("timezone")
        if zone == nil, !input.has("timezone") {
            input.refuse("timezone", "is required")
        }
        locale = input.locale("locale")
        title = input.text("title", atMost: 255)
        notes = input.text("notes", atMost: 4_000, multiline: true)
        metadata = input.object("metadata", atMost: 16_384)
        interaction = input.nested("interaction", Interaction.init(reading:)) ?? Interaction()
        userId = input.identifier("userId")
        customers = Self.customers(&input)
        notifications = input.list("notifications", counts: 0...64, NotificationTemplate.init(reading:))
    }

    /// Exactly one of `customer` and `customers`.
    private static func customers(_ input: inout Input) -> [Customer] {
        switch (input.has("customer"), input.has("customers")) {
        case (true, true):
            input.refuse("customers", "give either customer or customers")
            return []
        case (false, false):
            input.refuse("customer", "is required")
            return []
        case (true, false):
            return input.nested("customer", Customer.init(reading:)).map { [$0] } ?? []
        case (false, true):
            return input.list("customers", counts: 1...20, Customer.init(reading:)) ?? []
        }
    }
}
