// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Time

/// Schedules an appointment with a token.
package struct ScheduleAppointment: PublicOperation {
    package static let name = "appointment.schedule"
    package static let summary = "Schedules an appointment between an agent and one or several customers."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/appointments", body: .object)
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.appointment
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
        self.init(reading: &input, byCustomer: false)
    }

    /// - Parameter byCustomer: whether its one customer schedules it with a code, who chooses no messages and has no
    ///   token that could tell the application.
    init(reading input: inout Input, byCustomer: Bool) {
        applicationId = input.identifier(
            "applicationId",
            about: byCustomer
                ? "The application it belongs to: that of the verification."
                : "The application it belongs to; needed unless the token has exactly one.")
        if byCustomer {
            input.require("applicationId")
        }
        start = input.required(
            "start", input.instant("start", about: "In the future, at most 10 years ahead."),
            placeholder: Instant(microseconds: 0))
        duration = input.appointmentDuration()
        zone = input.zone("timezone", about: "The zone in which the wall time is promised to the customer.")
        input.require("timezone")
        locale = input.locale("locale", about: "Language of messages; the application's when missing.")
        title = input.text("title", atMost: 255)
        notes = input.text("notes", atMost: 4_000, multiline: true)
        metadata = input.object("metadata", atMost: 16_384)
        interaction = input.nested("interaction", as: "Interaction", Interaction.init(reading:)) ?? Interaction()
        userId = input.identifier("userId", about: "The agent to assign.")
        customers = Self.customers(&input, counts: byCustomer ? 1...1 : 1...20)
        if byCustomer {
            input.requireNone(of: "notifications")
            notifications = nil
        } else {
            notifications = input.list(
                "notifications", counts: 0...64, as: "NotificationTemplate",
                about: "What is sent when; the application's or the built-in ones when missing, nothing when empty.",
                NotificationTemplate.init(reading:))
        }
    }

    /// Exactly one of `customer` and `customers`.
    private static func customers(_ input: inout Input, counts: ClosedRange<Int>) -> [Customer] {
        let one = input.nested("customer", as: "Customer", Customer.init(reading:))
        let several = input.list("customers", counts: counts, as: "Customer", Customer.init(reading:))
        input.requireOne(of: "customer", "customers")
        return one.map { [$0] } ?? several ?? []
    }
}
