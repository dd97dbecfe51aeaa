// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The details of one participant of an appointment.
package struct FindParticipant: PublicOperation {
    package static let name = "participant.find"
    package static let summary = "Reads the details of one participant."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments/{id}/participants/{pid}")
    package static let access = Access.roles([.agent, .supervisor, .customer])
    package static let reply = ReplyForm.document(.participantDetails)
    package static let failures: [ProblemType] = [.notFound, .forbidden]

    package let appointmentId: String
    package let participantId: String

    package init(reading input: inout Input) {
        appointmentId = input.rawText("id", about: "Identifier of the appointment.") ?? ""
        participantId = input.rawText("pid", about: "Identifier of the participant.") ?? ""
    }
}
