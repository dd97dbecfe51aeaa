// SPDX-License-Identifier: Apache-2.0
import Contract
package import Messaging
package import ParticipantsContract
package import SchedulingContract

/// Where the dispatcher learns, at the moment of sending, what holds and whom to write to.
package struct MessageSources: Sendable {
    /// The current facts of these appointments, by id.
    package let facts: @Sendable ([String]) async throws -> [String: AppointmentFacts]
    /// The contacts of these recipients, by participant id; unknown ones are missing.
    package let contacts: @Sendable ([FindContacts.Recipient]) async throws -> [String: CustomerDetails]

    package init(
        facts: @escaping @Sendable ([String]) async throws -> [String: AppointmentFacts],
        contacts: @escaping @Sendable ([FindContacts.Recipient]) async throws -> [String: CustomerDetails]
    ) {
        self.facts = facts
        self.contacts = contacts
    }

    /// Scheduling and participants, asked over the broker.
    package init(_ requests: RequestClient) {
        facts = { ids in
            let deadline = Deadline(in: FindAppointmentFacts.deadline)
            let reply = try await requests.ask(FindAppointmentFacts(ids: ids), of: .scheduling, until: deadline)
            return Dictionary(reply.appointments.map { ($0.id, $0) }) { first, _ in first }
        }
        contacts = { recipients in
            let deadline = Deadline(in: FindContacts.deadline)
            let reply = try await requests.ask(FindContacts(recipients: recipients), of: .participants, until: deadline)
            return Dictionary(reply.contacts.map { ($0.participantId, $0) }) { first, _ in first }
        }
    }
}
