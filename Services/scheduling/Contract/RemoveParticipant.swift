// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Removes an additional agent or a customer; the assigned agent and the last customer stay.
package struct RemoveParticipant: PublicOperation {
    package static let name = "appointment.remove_participant"
    package static let summary = "Removes an additional agent or a customer from an appointment."
    package static let kind = OperationKind.command
    package static let route = Route(.delete, "/api/appointments/{id}/participants/{pid}")
    package static let access = Access.roles([.agent, .supervisor])
    package static let reply = ReplyForm.appointment
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .participantRequired, .appointmentEnded,
        .requestInProgress,
        .keyReused,
    ]

    package let id: String
    package let participantId: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
        participantId = input.rawText("pid", about: "Identifier of the participant.") ?? ""
    }
}
