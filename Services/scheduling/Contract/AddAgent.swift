// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Adds an agent to an appointment, beside the assigned one; their time is occupied like the assigned one's.
package struct AddAgent: PublicOperation {
    package static let name = "appointment.add_agent"
    package static let summary = "Adds an agent to an appointment, beside the assigned one."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/appointments/participants/agents", body: .object)
    package static let access = Access.roles([.agent, .supervisor])
    package static let reply = ReplyForm.appointment
    package static let requestName = "AddParticipantAgentRequest"
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .slotTaken, .participantPresent,
        .appointmentEnded,
        .requestInProgress, .keyReused,
    ]

    package let id: String
    /// The agent to add.
    package let userId: String

    package init(reading input: inout Input) {
        id = input.appointmentID()
        userId = input.requiredIdentifier("userId", about: "The agent.")
    }
}
