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
}
