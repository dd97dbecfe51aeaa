// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import ParticipantsContract
import SchedulingContract
import Synchronization

@testable import NotificationsService

/// Scheduling and participants as the dispatcher sees them.
final class Neighbours: Sendable {
    private struct State {
        var facts: [String: AppointmentFacts] = [:]
        var contacts: [String: CustomerDetails] = [:]
        var templates: [String: String] = [:]
        var joined: [String] = []
        var settings: [String: ApplicationSettings] = [:]
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

    /// An appointment's own templates, a JSON array.
    func know(templates: String, of appointment: String) {
        state.withLock { $0.templates[appointment] = templates }
    }

    func know(joined: [String]) {
        state.withLock { $0.joined = joined }
    }

    func know(_ settings: ApplicationSettings, of application: String) {
        state.withLock { $0.settings[application] = settings }
    }

    var sources: MessageSources {
        MessageSources(
            material: { recipients in
                try self.answer { state in
                    let known = recipients.compactMap { recipient in
                        state.facts[recipient.appointmentId].map { (recipient, $0) }
                    }
                    let appointments = Set(known.map(\.1.id)).compactMap { id in
                        state.facts[id].map { facts in
                            FindMessageMaterial.Material(
                                facts: facts, ownTemplates: state.templates[id], joined: state.joined)
                        }
                    }
                    return FindMessageMaterial.Reply(
                        appointments: appointments, links: known.map { Self.links(of: $0, $1) })
                }
            },
            contacts: { recipients in
                let ids = recipients.map(\.participantId)
                return try self.answer { state in state.contacts.values.filter { ids.contains($0.participantId) } }
            },
            settings: { _ in try self.answer { $0.settings } })
    }

    private static func links(
        of recipient: FindMessageMaterial.Recipient, _ facts: AppointmentFacts
    ) -> FindMessageMaterial.Links {
        let links = Facts.links(facts)
        return FindMessageMaterial.Links(
            appointmentId: facts.id, participantId: recipient.participantId,
            roomLink: recipient.needsRoomLink ? "https://suite.example/q/\(recipient.participantId)" : nil,
            calendarLink: links.calendar, googleLink: links.google)
    }

    private func answer<Reply: Sendable>(_ reply: (State) -> Reply) throws -> Reply {
        try state.withLock { state in
            guard !state.isAway else { throw RequestFailure(kind: .unavailable) }
            return reply(state)
        }
    }
}
