// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What notifications needs of a few appointments at the moment of sending, in one request for a batch.
package struct FindMessageMaterial: PrivateOperation {
    package static let name = "appointment.message_material"
    package static let kind = OperationKind.query
    package static let deadline = Duration.seconds(2)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.notifications]

    package struct Recipient: Codable, Sendable, Hashable {
        package var appointmentId: String
        package var participantId: String
        /// Whether its room link is to be made if there is none yet: the ROOM message needs one, at the latest.
        package var needsRoomLink: Bool

        package init(appointmentId: String, participantId: String, needsRoomLink: Bool) {
            self.appointmentId = appointmentId
            self.participantId = participantId
            self.needsRoomLink = needsRoomLink
        }
    }

    /// At most 100.
    package var recipients: [Recipient]

    package init(recipients: [Recipient]) {
        self.recipients = recipients
    }

    package struct Reply: Codable, Sendable {
        /// Of the appointments that exist, cancelled ones included.
        package var appointments: [Material]
        /// Of the recipients, where their appointment exists.
        package var links: [Links]

        package init(appointments: [Material], links: [Links]) {
            self.appointments = appointments
            self.links = links
        }
    }

    /// One appointment.
    package struct Material: Codable, Sendable {
        package var facts: AppointmentFacts
        /// The appointment's own `notifications`, a JSON array as it was sent; nil where it brought none.
        package var ownTemplates: String?
        /// Participant ids of the customers who joined the conference at some time.
        package var joined: [String]
        /// Whether somebody is in the conference now; nil from a version that doesn't tell.
        package var isRunning: Bool?
        /// Whether somebody is in the conference now, or has joined it since the appointment has its present time,
        /// whatever its state was then; nil from a version that doesn't tell.
        package var hasStarted: Bool?
        /// Those of ``joined`` who came since the appointment has its present time; nil from a version that doesn't tell.
        package var arrived: [String]?

        package init(
            facts: AppointmentFacts, ownTemplates: String?, joined: [String], isRunning: Bool? = nil,
            hasStarted: Bool? = nil, arrived: [String]? = nil
        ) {
            self.facts = facts
            self.ownTemplates = ownTemplates
            self.joined = joined
            self.isRunning = isRunning
            self.hasStarted = hasStarted
            self.arrived = arrived
        }
    }

    /// The links of one recipient.
    package struct Links: Codable, Sendable {
        package var appointmentId: String
        package var participantId: String
        /// nil while there is none.
        package var roomLink: String?
        /// The calendar file, with a signed token that adds the room link.
        package var calendarLink: String
        package var googleLink: String

        package init(
            appointmentId: String, participantId: String, roomLink: String?, calendarLink: String, googleLink: String
        ) {
            self.appointmentId = appointmentId
            self.participantId = participantId
            self.roomLink = roomLink
            self.calendarLink = calendarLink
            self.googleLink = googleLink
        }
    }
}
