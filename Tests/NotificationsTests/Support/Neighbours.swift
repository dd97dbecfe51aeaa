// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import ParticipantsContract
import SchedulingContract
import Synchronization

@testable import NotificationsService

/// Scheduling and participants as the dispatcher sees them.
final class Neighbours: Sendable {
    private struct State {
        var facts: [String: AppointmentFacts] = [:]
        var contacts: [String: CustomerDetails] = [:]
        var isAway = false
    }

    private let state = Mutex(State())

    /// The facts from now on, with a contact for each new customer.
    func know(_ facts: AppointmentFacts) {
        state.withLock { state in
            state.facts[facts.id] = facts
            for participant in facts.participants where participant.type == .customer {
                state.contacts[participant.id] =
                    state.contacts[participant.id]
                    ?? Facts.contact(id: participant.id, email: "\(participant.id)@example.com")
            }
        }
    }

    func know(_ contact: CustomerDetails) {
        state.withLock { $0.contacts[contact.participantId] = contact }
    }

    func forgetContacts() {
        state.withLock { $0.contacts = [:] }
    }

    func setAway(_ isAway: Bool) {
        state.withLock { $0.isAway = isAway }
    }

    var sources: MessageSources {
        MessageSources(
            facts: { ids in try self.answer { state in state.facts.filter { ids.contains($0.key) } } },
            contacts: { recipients in
                let ids = recipients.map(\.participantId)
                return try self.answer { state in state.contacts.filter { ids.contains($0.key) } }
            })
    }

    private func answer<Reply: Sendable>(_ reply: (State) -> Reply) throws -> Reply {
        try state.withLock { state in
            guard !state.isAway else { throw RequestFailure(kind: .unavailable) }
            return reply(state)
        }
    }
}
