// SPDX-License-Identifier: Apache-2.0
import Postgres

/// What an application's settings say of its room links: the only place where scheduling's copy is read for them.
enum TicketSettings {
    /// Whether customers' links exist from scheduling on, as a condition.
    static func issuesAtOnce(_ application: String) -> Query {
        """
        coalesce(
            (select s.auto_activate from application_settings s where s.application_id = \(application)), true)
        """
    }

    /// Where the links of an appointment `a` begin, as a column `link_base`; null for the platform's own address.
    static let linkBase: StaticString = """
        (select s.ticket_base_url from application_settings s where s.application_id = a.application_id) as link_base
        """
}
