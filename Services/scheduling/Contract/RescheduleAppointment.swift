// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Time

/// Moves an appointment: a new start and duration, optionally another zone and locale.
package struct RescheduleAppointment: PublicOperation {
    package static let name = "appointment.reschedule"
    package static let summary = "Moves an appointment to another time."
    package static let kind = OperationKind.command
    package static let route = Route(.put, "/api/appointments/reschedule", body: .object)
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.appointment
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .slotTaken, .appointmentEnded,
        .requestInProgress, .keyReused,
    ]

    package let id: String
    package let start: Instant
    package let duration: ISODuration
    /// nil keeps the appointment's zone.
    package let zone: Zone?
    /// nil keeps the appointment's locale.
    package let locale: String?

    package init(reading input: inout Input) {
        id = input.appointmentID()
        start = input.required(
            "start", input.instant("start", about: "In the future, at most 10 years ahead."),
            placeholder: Instant(microseconds: 0))
        duration = input.appointmentDuration()
        zone = input.zone("timezone", about: "The appointment's own when missing.")
        locale = input.locale("locale", about: "The appointment's own when missing.")
    }
}

extension Input {
    /// The required `id` of an appointment in a body; one that can't be an identifier is unknown, not a fault.
    mutating func appointmentID() -> String {
        required("id", text("id", atMost: 1024, about: "Identifier of the appointment."), placeholder: "")
    }

    /// The required `duration` of an appointment: one minute to 24 hours.
    mutating func appointmentDuration() -> ISODuration {
        let bounds = ISODuration(seconds: 60)...ISODuration(seconds: 86_400)
        return required("duration", duration("duration", in: bounds), placeholder: bounds.lowerBound)
    }
}
