// SPDX-License-Identifier: Apache-2.0

/// What is known here of an appointment, for deciding who may see its participants.
struct KnownAppointment: Sendable, Equatable {
    var applicationId: String
    var conferenceId: String
    var organizerId: String
    /// Every participant of type AGENT.
    var agentIds: [String]
    /// Every participant of type CUSTOMER; who was removed is not among them, though their details may still be here.
    var customerIds: [String]
    var isCancelled: Bool
    /// False for a registration that no event has confirmed: the appointment may not exist.
    var isConfirmed: Bool
}
