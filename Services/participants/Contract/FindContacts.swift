// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Names and addresses of a few customers, asked by notifications at the moment of sending.
package struct FindContacts: PrivateOperation {
    package static let name = "participant.contacts"
    package static let kind = OperationKind.query
    package static let deadline = Duration.seconds(2)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.notifications]

    /// At most 100.
    package var recipients: [Recipient]

    package init(recipients: [Recipient]) {
        self.recipients = recipients
    }

    package struct Recipient: Codable, Sendable, Hashable {
        package var appointmentId: String
        package var participantId: String

        package init(appointmentId: String, participantId: String) {
            self.appointmentId = appointmentId
            self.participantId = participantId
        }
    }

    package struct Reply: Codable, Sendable {
        /// Those that are known; one that expired or was erased is missing.
        package var contacts: [CustomerDetails]

        package init(contacts: [CustomerDetails]) {
            self.contacts = contacts
        }
    }
}
