// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import Postgres
import SchedulingContract

/// How the copy of an application's settings lies in its row.
extension ApplicationTerms {
    /// Reads the rows of ``find(_:)``, read outside a transaction; none means that the defaults hold.
    init(_ rows: Rows?) throws {
        self = try rows?.first.map(ApplicationTerms.init(row:)) ?? .defaults
    }

    private init(row: Row) throws {
        self = .defaults
        active = try row.decode("active")
        autoActivate = try row.decode("auto_activate")
        overlapPolicy = OverlapPolicy(rawValue: try row.decode("overlap_policy"))
        ticketBaseUrl = try row.decodeIfPresent("ticket_base_url")
        locale = try row.decode("locale")
        plan = try row.decodeIfPresent("plan", as: [String].self).map { NotificationList.plan(of: $0) }
    }

    /// What holds for an application now.
    static func current(of application: String, in transaction: PostgresTransaction) throws -> ApplicationTerms {
        try ApplicationTerms(try transaction.query(find(application)))
    }

    static func find(_ application: String) -> Query {
        """
        select active, auto_activate, overlap_policy, ticket_base_url, locale, plan from application_settings
        where application_id = \(application)
        """
    }

    /// Keeps the terms unless newer ones are kept already; changes no row then.
    func keep(for application: String, sequence: Int) -> Query {
        """
        insert into application_settings (
            application_id, sequence, active, auto_activate, overlap_policy, ticket_base_url, locale, plan)
        values (
            \(application), \(sequence), \(active), \(autoActivate), \(overlapPolicy.rawValue), \(ticketBaseUrl),
            \(locale), \(plan?.map(\.item)))
        on conflict (application_id) do update set
            sequence = excluded.sequence, active = excluded.active, auto_activate = excluded.auto_activate,
            overlap_policy = excluded.overlap_policy, ticket_base_url = excluded.ticket_base_url,
            locale = excluded.locale, plan = excluded.plan
        where application_settings.sequence < excluded.sequence
        """
    }
}
