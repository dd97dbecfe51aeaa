// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Time

/// An appointment as scheduling keeps it: one row of `appointments` and its participants.
struct Appointment: Sendable {
    var id: String
    var applicationID: String
    var slot: Slot
    var locale: String
    var state: AppointmentState
    var title: String?
    var notes: String?
    /// JSON objects as the client sent them, re-encoded.
    var metadata: [UInt8]?
    var customFields: [UInt8]?
    var routingType: String
    var routingProperties: [UInt8]?
    var organizer: AppointmentParticipant
    var assignedAgentID: String?
    var createdBy: String?
    var conferenceID: String
    var participants: [AppointmentParticipant]
    /// The list that came with it, a JSON array; nil where its application's or the built-in one holds.
    var ownNotifications: [UInt8]?
    /// What is sent when, captured when it was made.
    var plan: [PlannedNotification]
    /// Whether its application has templates that show in its list.
    var hasApplicationTexts: Bool
    /// The application's entry for each message of the plan, empty where it has none; nil where it has none at all, or
    /// where nobody asked.
    var applicationTexts: [String]?
    /// The language of its application, nil where the application never set one.
    var applicationLocale: String?
    var notificationsActive: Bool
    /// Rises with every change; the ETag and the events' sequence.
    var version: Int
    /// Rises with start, duration, zone and cancel; iCalendar's SEQUENCE.
    var revision: Int
    var createdAt: Instant
    var updatedAt: Instant
    var cancelledAt: Instant?
    /// When it really ended.
    var endedAt: Instant?

    /// Every participant of type AGENT.
    var agentIDs: [String] {
        participants.filter { $0.type == .agent }.map(\.id)
    }

    /// Every participant of type CUSTOMER.
    var customerIDs: [String] {
        participants.filter { $0.type == .customer }.map(\.id)
    }

    var etag: String {
        "\"\(version)\""
    }

    func hasAgent(_ id: String) -> Bool {
        participants.contains { $0.type == .agent && $0.id == id } || organizer.type == .agent && organizer.id == id
    }
}
