// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import ParticipantsContract
import SchedulingContract
import Time

/// What scheduling, participants and the applications' settings say about a batch of messages right before they are
/// sent.
struct Briefing: Sendable {
    private var appointments: [String: FindMessageMaterial.Material] = [:]
    private var links: [FindContacts.Recipient: FindMessageMaterial.Links] = [:]
    private var contacts: [String: CustomerDetails] = [:]
    private let settings: [String: ApplicationSettings]

    /// So many recipients a neighbour answers at a time.
    private static let most = 100

    /// Asks each neighbour once for every hundred recipients.
    init(_ entries: [LedgerEntry], _ sources: MessageSources) async throws {
        settings = try await sources.settings(Set(entries.map(\.applicationId)).sorted())
        var needsRoom: [FindContacts.Recipient: Bool] = [:]
        for entry in entries {
            let isRoom = entry.type == NotificationTemplate.Kind.room.rawValue
            needsRoom[entry.recipient] = isRoom || needsRoom[entry.recipient] == true
        }
        var rest = needsRoom.keys.sorted { $0.participantId < $1.participantId }[...]
        while !rest.isEmpty {
            let recipients = Array(rest.prefix(Self.most))
            rest = rest.dropFirst(Self.most)
            let material = try await sources.material(
                recipients.map { recipient in
                    FindMessageMaterial.Recipient(
                        appointmentId: recipient.appointmentId, participantId: recipient.participantId,
                        needsRoomLink: needsRoom[recipient] == true)
                })
            for appointment in material.appointments {
                appointments[appointment.facts.id] = appointment
            }
            for link in material.links {
                let recipient = FindContacts.Recipient(
                    appointmentId: link.appointmentId, participantId: link.participantId)
                links[recipient] = link
            }
            for contact in try await sources.contacts(recipients) {
                contacts[contact.participantId] = contact
            }
        }
    }

    func decision(for entry: LedgerEntry, at now: Instant) -> SendDecision {
        SendDecision.of(
            entry, appointments[entry.appointmentId], contact: contacts[entry.recipientId],
            isActive: settings(of: entry).active, at: now)
    }

    /// What a message to this address is made of; nil where scheduling told of no links for its recipient.
    func draft(
        _ entry: LedgerEntry, _ type: NotificationTemplate.Kind, _ channel: NotificationTemplate.Channel,
        _ contact: CustomerDetails, to address: String
    ) -> MessageDraft? {
        guard let material = appointments[entry.appointmentId], let links = links[entry.recipient] else { return nil }
        let settings = settings(of: entry)
        let period = entry.period.map { ISODuration(seconds: Int64($0)).iso8601 }
        let templates = TemplateChoice.templates(
            for: PlannedNotification(type: entry.type, channel: entry.channel, period: period),
            own: material.ownTemplates, application: settings.notifications,
            TemplateChoice.Locales(
                recipient: contact.locale, appointment: material.facts.locale, application: settings.locale))
        return MessageDraft(
            id: entry.id, type: type, channel: channel, address: address, facts: material.facts, contact: contact,
            links: MessageLinks(room: links.roomLink, calendar: links.calendarLink, google: links.googleLink),
            templates: templates, applicationLocale: settings.locale)
    }

    private func settings(of entry: LedgerEntry) -> ApplicationSettings {
        settings[entry.applicationId] ?? .defaults
    }
}

extension LedgerEntry {
    fileprivate var recipient: FindContacts.Recipient {
        FindContacts.Recipient(appointmentId: appointmentId, participantId: recipientId)
    }
}
