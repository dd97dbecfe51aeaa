// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

/// What the four services' databases hold of one application.
struct Census: Sendable {
    struct Appointment: Sendable {
        let id: String
        let title: String
        let version: Int
        let isCancelled: Bool
        /// What the listeners keep, by service.
        let known: [Int?]
        let customers: Int
    }

    struct Event: Sendable {
        let source: String
        let id: String
        let subject: String
        let sequence: Int
        let isPublished: Bool
        /// `data.current.start`.
        let start: String?
    }

    struct Message: Sendable {
        let id: String
        let appointment: String
        let state: String
        let due: Instant
    }

    let appointments: [Appointment]
    let events: [Event]
    let messages: [Message]

    init(of application: String, in database: Database) async throws {
        appointments = try await database.perform { try $0.query(Self.appointments(application)).map(Appointment.init) }
        events = try await database.perform { try $0.query(Self.events(application)).map(Event.init) }
        messages = try await database.perform { try $0.query(Self.messages(application)).map(Message.init) }
    }

    private static func appointments(_ application: String) -> Query {
        """
        select a.id, coalesce(a.title, '') as title, a.version::bigint as version,
            a.cancelled_at is not null as cancelled,
            p.sequence as participants, c.sequence as calendar, n.sequence as notifications,
            (select count(*) from participants.participants q
                where q.appointment_id = a.id and q.application_id = a.application_id and q.confirmed) as customers
        from scheduling.appointments a
            left join participants.appointments p on p.id = a.id
            left join calendar.appointments c on c.id = a.id
            left join notifications.appointments n on n.id = a.id and n.application_id = a.application_id
        where a.application_id = \(application)
        """
    }

    private static func events(_ application: String) -> Query {
        """
        select e.source, e.message_id, e.subject, e.published_at is not null as published,
            e.body->>'sequence' as sequence, e.body#>>'{data,current,start}' as start
        from (
            select '/services/scheduling' as source, message_id, subject, published_at, application_id,
                convert_from(body, 'UTF8')::json as body from scheduling.outbox
            union all select '/services/participants', message_id, subject, published_at, application_id,
                convert_from(body, 'UTF8')::json from participants.outbox
            union all select '/services/calendar', message_id, subject, published_at, application_id,
                convert_from(body, 'UTF8')::json from calendar.outbox
            union all select '/services/notifications', message_id, subject, published_at, application_id,
                convert_from(body, 'UTF8')::json from notifications.outbox) as e
        where e.application_id = \(application)
        """
    }

    private static func messages(_ application: String) -> Query {
        """
        select id, appointment_id, state, due from notifications.notifications where application_id = \(application)
        """
    }
}

extension Census.Appointment {
    init(_ row: Row) throws {
        id = try row.decode("id")
        title = try row.decode("title")
        version = Int(try row.decode("version", as: Int64.self))
        isCancelled = try row.decode("cancelled")
        known = try ["participants", "calendar", "notifications"].map {
            try row.decodeIfPresent($0, as: Int64.self).map { Int($0) }
        }
        customers = Int(try row.decode("customers", as: Int64.self))
    }
}

extension Census.Event {
    init(_ row: Row) throws {
        source = try row.decode("source")
        id = try row.decode("message_id")
        subject = try row.decode("subject")
        sequence = Int(try row.decode("sequence", as: String.self)) ?? 0
        isPublished = try row.decode("published")
        start = try row.decodeIfPresent("start")
    }
}

extension Census.Message {
    init(_ row: Row) throws {
        id = try row.decode("id")
        appointment = try row.decode("appointment_id")
        state = try row.decode("state")
        due = try row.decode("due")
    }
}
