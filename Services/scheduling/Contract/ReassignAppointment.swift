// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Hands an appointment to another agent, who takes the assigned agent's place and organizes it where an agent did.
package struct ReassignAppointment: PublicOperation {
    package static let name = "appointment.reassign"
    package static let summary = "Hands an appointment to another agent."
    package static let kind = OperationKind.command
    package static let route = Route(.put, "/api/appointments/reassign", body: .object)
    package static let access = Access.roles([.agent, .supervisor])
    package static let reply = ReplyForm.appointment
    package static let requestName = "AddParticipantAgentRequest"
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .slotTaken, .participantPresent,
        .appointmentEnded,
        .requestInProgress, .keyReused,
    ]

    package let id: String
    /// The agent who takes over.
    package let userId: String

    package init(reading input: inout Input) {
        id = input.appointmentID()
        userId = input.requiredIdentifier("userId", about: "The agent.")
    }
}
