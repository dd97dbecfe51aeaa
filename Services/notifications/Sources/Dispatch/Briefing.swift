// SPDX-License-Identifier: Apache-2.0
import ParticipantsContract
import SchedulingContract
import Time

/// What scheduling and participants say about a batch of messages right before they are sent.
struct Briefing: Sendable {
    private let facts: [String: AppointmentFacts]
    private let contacts: [String: CustomerDetails]

    /// Asks each neighbour once for the whole batch.
    init(_ entries: [LedgerEntry], _ sources: MessageSources) async throws {
        let recipients = Set(
            entries.map { FindContacts.Recipient(appointmentId: $0.appointmentId, participantId: $0.recipientId) })
        facts = try await sources.facts(Set(entries.map(\.appointmentId)).sorted())
        contacts = try await sources.contacts(recipients.sorted { $0.participantId < $1.participantId })
    }

    func decision(for entry: LedgerEntry, at now: Instant) -> SendDecision {
        SendDecision.of(
            entry, facts: facts[entry.appointmentId], contact: contacts[entry.recipientId], at: now)
    }
}
