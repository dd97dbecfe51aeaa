// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Ends an appointment, also before its start; ending it again changes nothing.
package struct EndAppointment: PublicOperation {
    package static let name = "appointment.end"
    package static let summary = "Ends an appointment."
    package static let kind = OperationKind.command
    package static let route = Route(.put, "/api/appointments/{id}/end")
    package static let access = Access.roles([.agent])
    package static let reply = ReplyForm.appointment
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .stale, .requestInProgress, .keyReused,
    ]

    package let id: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
