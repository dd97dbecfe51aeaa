// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Cancels an appointment: 204 and from then on 404; the row stays for audit and events.
package struct CancelAppointment: PublicOperation {
    package static let name = "appointment.cancel"
    package static let summary = "Cancels an appointment; from then on it is not found."
    package static let kind = OperationKind.command
    package static let route = Route(.delete, "/api/appointments/{id}")
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.noContent
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .requestInProgress, .keyReused,
    ]

    package let id: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
