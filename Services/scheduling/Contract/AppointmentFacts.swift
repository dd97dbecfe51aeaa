// SPDX-License-Identifier: Apache-2.0

/// A whole snapshot of an appointment's facts without personal data: what events carry and neighbours keep.
///
/// Instants are RFC 3339 in UTC, durations ISO 8601. Notes, metadata, custom fields, templates and the room link are
/// left out on purpose; titles are documented as not personal.
package struct AppointmentFacts: Codable, Sendable, Equatable {
    package var id: String
    package var applicationId: String
    package var start: String
    package var end: String
    package var duration: String
    /// IANA name; the promise to the customer is `wallTime` in this zone.
    package var timezone: String
    /// Local date and time of the start in `timezone`, without an offset.
    package var wallTime: String
    /// Offset of the zone at the start, seconds east of UTC.
    package var utcOffset: Int
    package var locale: String
    package var state: AppointmentState
    package var cancelled: Bool
    package var title: String?
    package var organizer: AppointmentParticipant
    package var participants: [AppointmentParticipant]
    /// The caller who made the appointment.
    package var createdBy: String?
    package var conferenceId: String
    package var notificationsActive: Bool
    /// What is to be sent and when, without texts.
    package var reminderPlan: [PlannedNotification]
    /// Rises with every change.
    package var version: Int
    /// Rises with start, duration, zone and cancel; the SEQUENCE of iCalendar and what a reminder is bound to.
    package var revision: Int
    package var createdAt: String
    package var updatedAt: String
    /// When it really ended; absent before, and from a publisher that doesn't tell yet.
    package var endedAt: String?

    package init(
        id: String, applicationId: String, start: String, end: String, duration: String, timezone: String,
        wallTime: String, utcOffset: Int, locale: String, state: AppointmentState, cancelled: Bool, title: String?,
        organizer: AppointmentParticipant, participants: [AppointmentParticipant], createdBy: String?,
        conferenceId: String, notificationsActive: Bool, reminderPlan: [PlannedNotification], version: Int,
        revision: Int, createdAt: String, updatedAt: String, endedAt: String? = nil
    ) {
        self.id = id
        self.applicationId = applicationId
        self.start = start
        self.end = end
        self.duration = duration
        self.timezone = timezone
        self.wallTime = wallTime
        self.utcOffset = utcOffset
        self.locale = locale
        self.state = state
        self.cancelled = cancelled
        self.title = title
        self.organizer = organizer
        self.participants = participants
        self.createdBy = createdBy
        self.conferenceId = conferenceId
        self.notificationsActive = notificationsActive
        self.reminderPlan = reminderPlan
        self.version = version
        self.revision = revision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.endedAt = endedAt
    }
}

/// Where an appointment's conference stands. Nothing ends by itself. A state that a newer service knows passes through.
package struct AppointmentState: RawRepresentable, Codable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let pending = AppointmentState(rawValue: "PENDING")
    package static let active = AppointmentState(rawValue: "ACTIVE")
    package static let ended = AppointmentState(rawValue: "ENDED")
}

/// A participant by reference; who it is, only the participants service knows.
package struct AppointmentParticipant: Codable, Sendable, Equatable {
    /// A type that a newer service knows passes through.
    package struct Kind: RawRepresentable, Codable, Sendable, Hashable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let agent = Kind(rawValue: "AGENT")
        package static let customer = Kind(rawValue: "CUSTOMER")
    }

    package var id: String
    package var type: Kind

    package init(id: String, type: Kind) {
        self.id = id
        self.type = type
    }
}

/// One entry of the reminder plan: what sort of message, by which channel, how long before or after.
package struct PlannedNotification: Codable, Sendable, Equatable {
    /// CREATE, RESCHEDULE, CANCELLED, REMINDER, ROOM or FOLLOW_UP; unknown ones pass through.
    package var type: String
    /// SMS or EMAIL; unknown ones pass through.
    package var channel: String
    /// Canonical ISO 8601; nil for the types that are sent at once.
    package var period: String?

    package init(type: String, channel: String, period: String?) {
        self.type = type
        self.channel = channel
        self.period = period
    }
}
