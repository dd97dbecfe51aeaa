// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The data of a participant event: identifiers only, never a name or an address.
package struct ParticipantChange: Codable, Sendable, Equatable {
    package var appointmentId: String
    package var participantId: String

    package init(appointmentId: String, participantId: String) {
        self.appointmentId = appointmentId
        self.participantId = participantId
    }
}

/// The subject of each is the participant.
extension EventType where Payload == ParticipantChange {
    package static let participantRegistered = participant(
        "registered", "A customer's details are kept from now on.")
    package static let participantExpired = participant(
        "expired", "A customer's details were removed because their retention was over.")
    package static let participantErased = participant("erased", "A customer's details were erased on demand.")

    private static func participant(_ what: String, _ summary: String) -> Self {
        EventType("participant.\(what).v1", publisher: .participants, summary: summary, data: .participantChange)
    }
}

extension Schema {
    /// The data of participants' events.
    static let participantChange = named(
        "ParticipantChange",
        .object([.always("appointmentId", .identifier), .always("participantId", .identifier)]))
}
