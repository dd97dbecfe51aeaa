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

extension EventType where Payload == ParticipantChange {
    /// A customer's details are kept from now on. The subject is the participant.
    package static let participantRegistered = EventType("participant.registered.v1", publisher: .participants)

    /// A customer's details were removed because their retention was over. The subject is the participant.
    package static let participantExpired = EventType("participant.expired.v1", publisher: .participants)

    /// A customer's details were erased on demand. The subject is the participant.
    package static let participantErased = EventType("participant.erased.v1", publisher: .participants)
}
