// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Keeps the customers of an appointment that scheduling is about to commit, with what authorization needs of it.
///
/// Idempotent by appointment and participant identifier. A registration that no event confirms is swept after asking
/// scheduling, so an appointment that was refused leaves no personal data behind.
package struct RegisterParticipants: PrivateOperation {
    package static let name = "participant.register"
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(3)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.scheduling]

    package var appointment: AppointmentAccess
    package var customers: [CustomerDetails]

    package init(appointment: AppointmentAccess, customers: [CustomerDetails]) {
        self.appointment = appointment
        self.customers = customers
    }

    package struct Reply: Codable, Sendable {
        package init() {}
    }
}

/// What authorization needs of an appointment.
package struct AppointmentAccess: Codable, Sendable, Equatable {
    package var appointmentId: String
    package var applicationId: String
    package var conferenceId: String
    package var organizerId: String
    /// Every participant of type AGENT.
    package var agentIds: [String]
    package var createdBy: String?
    /// RFC 3339.
    package var end: String

    package init(
        appointmentId: String, applicationId: String, conferenceId: String, organizerId: String, agentIds: [String],
        createdBy: String?, end: String
    ) {
        self.appointmentId = appointmentId
        self.applicationId = applicationId
        self.conferenceId = conferenceId
        self.organizerId = organizerId
        self.agentIds = agentIds
        self.createdBy = createdBy
        self.end = end
    }
}

/// A customer's personal details; they travel only in private requests and rest only in participants.
package struct CustomerDetails: Codable, Sendable, Equatable {
    package var participantId: String
    package var username: String?
    package var firstName: String?
    package var lastName: String?
    package var primaryEmail: String?
    package var primaryPhone: String?
    /// JSON text of an object.
    package var metadata: String?
    package var locale: String?

    package init(
        participantId: String, username: String?, firstName: String?, lastName: String?, primaryEmail: String?,
        primaryPhone: String?, metadata: String?, locale: String?
    ) {
        self.participantId = participantId
        self.username = username
        self.firstName = firstName
        self.lastName = lastName
        self.primaryEmail = primaryEmail
        self.primaryPhone = primaryPhone
        self.metadata = metadata
        self.locale = locale
    }
}
