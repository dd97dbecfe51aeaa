// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import Postgres
import SchedulingContract
import Time

/// How an appointment lies in its row; shared by the operations that read whole appointments.
enum AppointmentRows {
    /// Every column of ``Appointment``, of the table named `a`, with its application's texts in its language: the
    /// longest tag that its own one begins with, else the empty one.
    static let columns: StaticString = """
        a.id, a.application_id, a.start_at, extract(epoch from a.end_at - a.start_at)::bigint as seconds, a.timezone,
        a.wall_time, a.utc_offset, a.locale, a.state, a.title, a.notes, a.metadata, a.custom_fields, a.routing_type,
        a.routing_properties, a.organizer_id, a.organizer_type, a.assigned_agent_id, a.created_by, a.conference_id,
        a.notifications, a.notifications_active, a.version, a.revision, a.created_at, a.updated_at, a.cancelled_at,
        a.ended_at, a.participants, a.plan,
        case when a.notifications is null then (
            select s.locale from application_settings s where s.application_id = a.application_id)
        end as application_locale,
        case when a.notifications is null then (
            select array_agg(coalesce((
                select t.template from application_templates t
                where t.application_id = a.application_id and t.item = p.item
                    and (t.language = ''
                        or starts_with(lower(translate(a.locale, '_', '-')) || '-', t.language || '-'))
                order by length(t.language) desc limit 1), '') order by p.place)
            from application_settings s, unnest(a.plan) with ordinality as p (item, place)
            where s.application_id = a.application_id and s.plan <> '{}')
        end as application_texts
        """

    static func find(_ id: String) -> Query {
        "select \(unsafeSQL: columns) from appointments a where a.id = \(id)"
    }

    /// The same appointment as it lies in its row, with its application's texts.
    static func read(_ appointment: Appointment, in transaction: PostgresTransaction) throws -> Appointment {
        try transaction.query(find(appointment.id)).first.map(Appointment.init) ?? appointment
    }

    /// Takes the row's lock: changes of one appointment follow one another, and so do its events.
    static func findForUpdate(_ id: String) -> Query {
        "select \(unsafeSQL: columns) from appointments a where a.id = \(id) for update of a"
    }

    /// The same for the appointment of a conference.
    static func findForUpdate(conference: String) -> Query {
        "select \(unsafeSQL: columns) from appointments a where a.conference_id = \(conference) for update of a"
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
        plan = try row.decode("plan", as: [String].self).compactMap(PlannedNotification.init(item:))
        applicationTexts = try row.decodeIfPresent("application_texts")
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
