// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Postgres
import SchedulingContract
import Time

/// One page of the appointments the caller may see, and how many there are, in one round trip, in two where an
/// application has texts of its own.
struct ListAppointmentsHandler: Sendable {
    let database: PostgresPool

    func handle(_ request: Request<ListAppointments>) async throws -> Answer {
        let operation = request.operation
        if let application = operation.applicationId, !request.caller.applications.contains(application) {
            throw Refusal(.forbidden, "The token does not cover this application.")
        }
        let filter = Filter(operation, for: request.caller)
        if let organizers = filter.organizers, !ListAppointments.organizerCounts.contains(organizers.count) {
            let counts = ListAppointments.organizerCounts
            throw request.invalid(
                Fault(
                    pointer: "/organizerId",
                    detail: "must be \(counts.lowerBound) to \(counts.upperBound) values separated by commas"))
        }
        try request.requireValid()
        let scope = Scope.applications(filter.applications)
        let results = try await database.read(
            scope, until: request.deadline.instant, Self.count(filter), Self.page(filter, operation))
        let total = try results.first?.first?.decode("total", as: Int.self) ?? 0
        let rows = try results.last.map { try $0.map(Appointment.init) } ?? []
        let page = try await AppointmentRows.complete(rows, under: scope, in: database, until: request.deadline)
        return .json(Self.document(operation, total: total, page: page))
    }

    private static func document(_ operation: ListAppointments, total: Int, page: [Appointment]) -> [UInt8] {
        var json = JSONWriter(capacity: 512 + page.count * 2048)
        json.object { json in
            json.member(
                "content",
                array: { json in
                    for appointment in page {
                        appointment.write(to: &json)
                    }
                })
            json.member("pageCount", (total + operation.pageSize - 1) / operation.pageSize)
            json.member("pageNumber", operation.pageNumber)
            json.member("pageSize", operation.pageSize)
            json.member("sortField", operation.sortField.rawValue)
            json.member("sortOrder", operation.sortOrder.rawValue)
            json.member("total", total)
        }
        return json.bytes
    }

    /// Which rows count: the caller's rights and the request's filters, nil where one doesn't apply.
    private struct Filter {
        let applications: [String]
        let isSupervisor: Bool
        let agent: String?
        let creator: String?
        let organizers: [String]?
        let seconds: [Int64]?
        let from: Instant?
        let to: Instant?

        init(_ operation: ListAppointments, for caller: Caller) {
            applications = operation.applicationId.map { [$0] } ?? caller.applications
            isSupervisor = caller.has(.supervisor)
            agent = caller.has(.agent) ? caller.subject : nil
            creator = caller.has(.clientService) ? caller.subject : nil
            organizers = isSupervisor ? operation.organizerIds : nil
            seconds = operation.durations?.map(\.seconds)
            from = operation.range?.from
            to = operation.range?.to
        }
    }
}

extension ListAppointmentsHandler {
    private static func count(_ filter: Filter) -> Query {
        "select count(*) as total from appointments a where \(fragment: rows(filter))"
    }

    private static func page(_ filter: Filter, _ operation: ListAppointments) -> Query {
        """
        select \(unsafeSQL: AppointmentRows.columns) from \(unsafeSQL: AppointmentRows.tables)
        where \(fragment: rows(filter))
        order by \(unsafeSQL: order(operation)) limit \(operation.pageSize)
        offset \((operation.pageNumber - 1) * operation.pageSize)
        """
    }

    /// Says only what applies: with nothing but an application, the database reads a page off the index in its order.
    private static func rows(_ filter: Filter) -> Query {
        var rows: Query = "a.cancelled_at is null"
        for condition in [applications(filter), rights(filter)] + choices(filter) {
            guard let condition else { continue }
            rows = "\(fragment: rows) and \(fragment: condition)"
        }
        return rows
    }

    private static func applications(_ filter: Filter) -> Query {
        guard filter.applications.count == 1, let application = filter.applications.first else {
            return "a.application_id = any(\(filter.applications))"
        }
        return "a.application_id = \(application)"
    }

    /// nil where the caller may see everything of the applications.
    private static func rights(_ filter: Filter) -> Query? {
        guard !filter.isSupervisor else { return nil }
        let own: Query? = filter.agent.map { agent in
            """
            a.organizer_id = \(agent) and a.organizer_type = 'AGENT' or a.assigned_agent_id = \(agent)
            or a.may_have_more_agents and 'AGENT ' || \(agent) = any(a.participants)
            """
        }
        let created: Query? = filter.creator.map { "a.created_by = \($0)" }
        return switch (own, created) {
        case (let own?, let created?): "(\(fragment: own) or \(fragment: created))"
        case (let own?, nil): "(\(fragment: own))"
        case (nil, let created?): created
        case (nil, nil): "false"
        }
    }

    private static func choices(_ filter: Filter) -> [Query?] {
        [
            filter.organizers.map { "a.organizer_id = any(\($0))" },
            filter.seconds.map { "extract(epoch from a.end_at - a.start_at)::bigint = any(\($0))" },
            filter.from.map { "a.start_at >= \($0)" },
            filter.to.map { "a.end_at <= \($0)" },
        ]
    }

    private static func order(_ operation: ListAppointments) -> StaticString {
        switch (operation.sortField, operation.sortOrder) {
        case (.start, .asc): "a.start_at, a.id"
        case (.start, .desc): "a.start_at desc, a.id"
        case (.end, .asc): "a.end_at, a.id"
        case (.end, .desc): "a.end_at desc, a.id"
        case (.duration, .asc): "a.end_at - a.start_at, a.id"
        case (.duration, .desc): "a.end_at - a.start_at desc, a.id"
        case (.id, .asc): "a.id"
        case (.id, .desc): "a.id desc"
        }
    }
}
