// SPDX-License-Identifier: Apache-2.0
package import Contract

/// One appointment by its identifier.
package struct FindAppointment: PublicOperation {
    package static let name = "appointment.find"
    package static let summary = "Reads one appointment."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments/{id}")
    package static let access = Access.roles([.agent, .supervisor, .customer, .clientService])
    package static let reply = ReplyForm.appointment
    package static let failures: [ProblemType] = [.notFound, .forbidden]

    package let id: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
