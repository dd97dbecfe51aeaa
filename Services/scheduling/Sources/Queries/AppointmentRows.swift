// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import Postgres
import SchedulingContract
import Time

/// How an appointment lies in its row; shared by the operations that read whole appointments.
enum AppointmentRows {
    /// Every column of ``Appointment`` of ``tables``. The application's texts are asked for by ``texts(of:)`` where there
    /// are any: finding them for each row of every statement costs more than the row itself.
    static let columns: StaticString = """
        a.id, a.application_id, a.start_at, extract(epoch from a.end_at - a.start_at)::bigint as seconds, a.timezone,
        a.wall_time, a.utc_offset, a.locale, a.state, a.title, a.notes, a.metadata, a.custom_fields, a.routing_type,
        a.routing_properties, a.organizer_id, a.organizer_type, a.assigned_agent_id, a.created_by, a.conference_id,
        a.notifications, a.notifications_active, a.version, a.revision, a.created_at, a.updated_at, a.cancelled_at,
        a.ended_at, a.participants, a.plan, s.locale as application_locale,
        a.notifications is null and coalesce(s.plan <> '{}', false) as has_application_texts
        """

    static let tables: StaticString =
        "appointments a left join application_settings s on s.application_id = a.application_id"

    static func find(_ id: String) -> Query {
        "select \(unsafeSQL: columns) from \(unsafeSQL: tables) where a.id = \(id)"
    }

    /// The same appointment as it lies in its row, with its application's texts.
    static func read(_ appointment: Appointment, in transaction: PostgresTransaction) throws -> Appointment {
        guard let row = try transaction.query(find(appointment.id)).first else { return appointment }
        return try complete(Appointment(row), in: transaction)
    }

    /// Takes the row's lock: changes of one appointment follow one another, and so do its events.
    static func findForUpdate(_ id: String) -> Query {
        "select \(unsafeSQL: columns) from \(unsafeSQL: tables) where a.id = \(id) for update of a"
    }

    /// The same for the appointment of a conference.
    static func findForUpdate(conference: String) -> Query {
        """
        select \(unsafeSQL: columns) from \(unsafeSQL: tables) where a.conference_id = \(conference)
        for update of a
        """
    }

    /// Keeps the state of an appointment that was activated or ended.
    static func updateState(_ a: Appointment) -> Query {
        """
        update appointments set
            state = \(a.state.rawValue), ended_at = \(a.endedAt), version = \(a.version), updated_at = \(a.updatedAt)
        where id = \(a.id)
        """
    }
}

extension Appointment {
    init(_ row: Row) throws {
        id = try row.decode("id")
        applicationID = try row.decode("application_id")
        slot = Slot(
            start: try row.decode("start_at"), duration: ISODuration(seconds: try row.decode("seconds")),
            timezone: try row.decode("timezone"), wallTime: try row.decode("wall_time"),
            utcOffset: Int(try row.decode("utc_offset", as: Int32.self)))
        locale = try row.decode("locale")
        state = AppointmentState(rawValue: try row.decode("state"))
        title = try row.decodeIfPresent("title")
        notes = try row.decodeIfPresent("notes")
        metadata = try row.decodeIfPresent("metadata")
        customFields = try row.decodeIfPresent("custom_fields")
        routingType = try row.decode("routing_type")
        routingProperties = try row.decodeIfPresent("routing_properties")
        organizer = AppointmentParticipant(
            id: try row.decode("organizer_id"),
            type: AppointmentParticipant.Kind(rawValue: try row.decode("organizer_type")))
        assignedAgentID = try row.decodeIfPresent("assigned_agent_id")
        createdBy = try row.decodeIfPresent("created_by")
        conferenceID = try row.decode("conference_id")
        participants = try row.decode("participants", as: [String].self).compactMap(AppointmentParticipant.init(row:))
        ownNotifications = try row.decodeIfPresent("notifications")
        plan = NotificationList.plan(kept: try row.decode("plan"))
        hasApplicationTexts = try row.decode("has_application_texts")
        applicationTexts = nil
        applicationLocale = try row.decodeIfPresent("application_locale")
        notificationsActive = try row.decode("notifications_active")
        version = Int(try row.decode("version", as: Int32.self))
        revision = Int(try row.decode("revision", as: Int32.self))
        createdAt = try row.decode("created_at")
        updatedAt = try row.decode("updated_at")
        cancelledAt = try row.decodeIfPresent("cancelled_at")
        endedAt = try row.decodeIfPresent("ended_at")
    }
}

extension AppointmentParticipant {
    /// `AGENT some-id`; neither part holds a space.
    init?(row text: String) {
        guard let space = text.firstIndex(of: " ") else { return nil }
        self.init(id: String(text[text.index(after: space)...]), type: Kind(rawValue: String(text[..<space])))
    }

    var row: String { "\(type.rawValue) \(id)" }
}
