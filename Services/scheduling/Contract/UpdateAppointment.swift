// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Replaces what is said about an appointment: title, notes, metadata, custom fields and routing, each wholly.
///
/// A missing one is cleared, and a cleared routing is the default one. `interaction.state` is server-owned and ignored.
/// One that has ended may still be updated: notes are often written after the call.
package struct UpdateAppointment: PublicOperation {
    package static let name = "appointment.update"
    package static let summary =
        "Replaces title, notes, metadata, custom fields and routing of an appointment; what is missing is cleared."
    package static let kind = OperationKind.command
    package static let route = Route(.put, "/api/appointments", body: .object)
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.appointment
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .requestInProgress, .keyReused,
    ]

    package let id: String
    package let title: String?
    package let notes: String?
    /// A JSON object, re-encoded.
    package let metadata: [UInt8]?
    package let interaction: Interaction

    package init(reading input: inout Input) {
        id = input.appointmentID()
        title = input.text("title", atMost: 255)
        notes = input.text("notes", atMost: 4_000, multiline: true)
        metadata = input.object("metadata", atMost: 16_384)
        interaction = input.nested("interaction", as: "Interaction", Interaction.init(reading:)) ?? Interaction()
    }
}
