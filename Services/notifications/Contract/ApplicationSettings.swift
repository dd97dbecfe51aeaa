// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// What an application's administrator decides; notifications keeps it, others keep a copy by `settings.changed.v1`.
package struct ApplicationSettings: Codable, Sendable, Equatable {
    /// The global switch: nothing is sent while it is off.
    package var active: Bool
    /// Whether the room link exists from scheduling on.
    package var autoActivate: Bool
    package var overlapPolicy: OverlapPolicy
    /// Where room links begin, without a slash at the end; nil for the platform's own address.
    package var ticketBaseUrl: String?
    /// How long after the end customers' details are kept, ISO 8601.
    package var retention: String
    /// The language where neither customer nor appointment names one, as it was written.
    package var locale: String
    /// nil for the built-in ones, empty for none.
    package var notifications: [StoredTemplate]?

    package init(
        active: Bool = true, autoActivate: Bool = true, overlapPolicy: OverlapPolicy = .refuse,
        ticketBaseUrl: String? = nil, retention: String = "P30D", locale: String = "en",
        notifications: [StoredTemplate]? = nil
    ) {
        self.active = active
        self.autoActivate = autoActivate
        self.overlapPolicy = overlapPolicy
        self.ticketBaseUrl = ticketBaseUrl
        self.retention = retention
        self.locale = locale
        self.notifications = notifications
    }

    /// Those of an application that never set any.
    package static let defaults = ApplicationSettings()
}

/// Whether an agent may have two appointments at once. A policy that a newer service knows passes through.
package struct OverlapPolicy: RawRepresentable, Codable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let refuse = OverlapPolicy(rawValue: "REFUSE")
    package static let allow = OverlapPolicy(rawValue: "ALLOW")
}

/// One template of an application: what is sent when, by which channel, in which language.
package struct StoredTemplate: Codable, Sendable, Equatable {
    /// CREATE, RESCHEDULE, CANCELLED, REMINDER, ROOM or FOLLOW_UP; unknown ones pass through.
    package var type: String
    /// SMS or EMAIL; unknown ones pass through.
    package var channel: String
    /// Canonical ISO 8601; nil for the types that are sent at once.
    package var period: String?
    /// nil for every language.
    package var locale: String?
    package var subject: String?
    package var textBody: String?
    package var htmlBody: String?

    package init(
        type: String, channel: String, period: String? = nil, locale: String? = nil, subject: String? = nil,
        textBody: String? = nil, htmlBody: String? = nil
    ) {
        self.type = type
        self.channel = channel
        self.period = period
        self.locale = locale
        self.subject = subject
        self.textBody = textBody
        self.htmlBody = htmlBody
    }
}

/// The data of `settings.changed.v1`; the subject is the application.
package struct SettingsChange: Codable, Sendable, Equatable {
    /// nil when they were never set before.
    package var previous: ApplicationSettings?
    package var current: ApplicationSettings
    /// Who set them; nil in an event of a version that told the ``actorId`` only.
    package var actor: AppointmentChange.Actor?
    /// The actor's id once more: it was there first, and members of events are never taken away.
    package var actorId: String?

    package init(previous: ApplicationSettings?, current: ApplicationSettings, actor: AppointmentChange.Actor) {
        self.previous = previous
        self.current = current
        self.actor = actor
        actorId = actor.id
    }
}

extension EventType where Payload == SettingsChange {
    /// An application's settings were replaced.
    package static let settingsChanged = EventType(
        "settings.changed.v1", publisher: .notifications, summary: "An application's settings were replaced.",
        data: .settingsChange)
}
