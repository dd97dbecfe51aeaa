// SPDX-License-Identifier: Apache-2.0
import Contract
package import Messaging
package import NotificationsContract
package import ParticipantsContract
package import SchedulingContract

/// Where the dispatcher learns, at the moment of sending, what holds and whom to write to.
package struct MessageSources: Sendable {
    /// What scheduling says of these recipients' appointments; at most 100 recipients.
    package let material: @Sendable ([FindMessageMaterial.Recipient]) async throws -> FindMessageMaterial.Reply
    /// The contacts of these recipients; unknown ones are missing. At most 100 recipients.
    package let contacts: @Sendable ([FindContacts.Recipient]) async throws -> [CustomerDetails]
    /// The settings of these applications, by id; one that never set any may be missing.
    package let settings: @Sendable ([String]) async throws -> [String: ApplicationSettings]

    package init(
        material: @escaping @Sendable ([FindMessageMaterial.Recipient]) async throws -> FindMessageMaterial.Reply,
        contacts: @escaping @Sendable ([FindContacts.Recipient]) async throws -> [CustomerDetails],
        settings: @escaping @Sendable ([String]) async throws -> [String: ApplicationSettings]
    ) {
        self.material = material
        self.contacts = contacts
        self.settings = settings
    }

    /// Scheduling and participants, asked over the broker; the settings are this room's own.
    package init(
        _ requests: RequestClient,
        settings: @escaping @Sendable ([String]) async throws -> [String: ApplicationSettings]
    ) {
        material = { recipients in
            let deadline = Deadline(in: FindMessageMaterial.deadline)
            return try await requests.ask(
                FindMessageMaterial(recipients: recipients), of: .scheduling, until: deadline)
        }
        contacts = { recipients in
            let deadline = Deadline(in: FindContacts.deadline)
            return try await requests.ask(
                FindContacts(recipients: recipients), of: .participants, until: deadline
            ).contacts
        }
        self.settings = settings
    }
}
