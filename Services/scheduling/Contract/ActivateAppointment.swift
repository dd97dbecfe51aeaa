// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Activates an appointment and answers the link to its room; as often as it is asked, the same one while it lives.
package struct ActivateAppointment: PublicOperation {
    package static let name = "appointment.activate"
    package static let summary = "Activates an appointment and answers the link to its room."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/appointments/activate/{id}")
    package static let access = Access.roles([.clientService])
    package static let reply = ReplyForm.document(.activation)
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .stale, .appointmentEnded, .requestInProgress, .keyReused,
    ]

    package let id: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
