// SPDX-License-Identifier: Apache-2.0
package import ParticipantsContract
package import SchedulingContract

/// Everything one message is made of.
package struct MessageDraft: Sendable {
    /// The ledger's, the same for each try.
    package let id: String
    package let type: NotificationTemplate.Kind
    package let channel: NotificationTemplate.Channel
    /// One e-mail address or phone number.
    package let address: String
    package let facts: AppointmentFacts
    package let contact: CustomerDetails
    package let links: MessageLinks
    /// The first that can be used holds.
    package let templates: [NotificationTemplate]
    /// Of the application, for recipients whose own language we can't write.
    package let applicationLocale: String

    package init(
        id: String, type: NotificationTemplate.Kind, channel: NotificationTemplate.Channel, address: String,
        facts: AppointmentFacts, contact: CustomerDetails, links: MessageLinks, templates: [NotificationTemplate],
        applicationLocale: String = "en"
    ) {
        self.id = id
        self.type = type
        self.channel = channel
        self.address = address
        self.facts = facts
        self.contact = contact
        self.links = links
        self.templates = templates
        self.applicationLocale = applicationLocale
    }
}

/// The links that a message to one recipient can name.
package struct MessageLinks: Sendable, Equatable {
    /// nil while there is none.
    package let room: String?
    package let calendar: String
    package let google: String

    package init(room: String?, calendar: String, google: String) {
        self.room = room
        self.calendar = calendar
        self.google = google
    }
}
