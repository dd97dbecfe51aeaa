// SPDX-License-Identifier: Apache-2.0
import Messaging
import Postgres

/// The texts of applications that have templates of their own, asked for only where an appointment shows them.
extension AppointmentRows {
    static func complete(_ appointment: Appointment, in transaction: PostgresTransaction) throws -> Appointment {
        guard appointment.hasApplicationTexts else { return appointment }
        return try [appointment].filled(with: transaction.query(texts(of: [appointment.id]))).first ?? appointment
    }

    static func complete(
        _ appointments: [Appointment], under scope: Scope, in database: PostgresPool, until deadline: Deadline
    ) async throws -> [Appointment] {
        let ids = appointments.filter(\.hasApplicationTexts).map(\.id)
        guard !ids.isEmpty else { return appointments }
        let results = try await database.read(scope, until: deadline.instant, texts(of: ids))
        return try results.first.map { try appointments.filled(with: $0) } ?? appointments
    }

    /// For each message of an appointment's plan the application's entry in its language (the longest tag that its own
    /// one begins with, else the empty one), or nothing.
    private static func texts(of ids: [String]) -> Query {
        """
        select a.id, (
            select array_agg(coalesce((
                select t.template from application_templates t
                where t.application_id = a.application_id and t.item = p.item
                    and (t.language = ''
                        or starts_with(lower(translate(a.locale, '_', '-')) || '-', t.language || '-'))
                order by length(t.language) desc limit 1), '') order by p.place)
            from unnest(a.plan) with ordinality as p (item, place)) as texts
        from appointments a where a.id = any(\(ids))
        """
    }
}

extension [Appointment] {
    fileprivate func filled(with rows: Rows) throws -> [Appointment] {
        var texts: [String: [String]] = [:]
        for row in rows {
            texts[try row.decode("id")] = try row.decodeIfPresent("texts")
        }
        return map { appointment in
            var appointment = appointment
            appointment.applicationTexts = texts[appointment.id]
            return appointment
        }
    }
}
