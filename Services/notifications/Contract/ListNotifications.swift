// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What became of an appointment's messages.
package struct ListNotifications: PublicOperation {
    package static let name = "notification.list"
    package static let summary = "Lists an appointment's messages and what became of each."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments/{id}/notifications")
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.document(.notificationLedger)
    package static let failures: [ProblemType] = [.notFound, .forbidden]

    package let appointmentId: String

    package init(reading input: inout Input) {
        appointmentId = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
