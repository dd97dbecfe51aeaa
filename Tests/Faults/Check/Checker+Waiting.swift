// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

extension Checker {
    /// Longer than a lease of 45 s that a killed dispatcher left, and whoever finds it.
    private static let patience = Duration.seconds(100)

    /// Waits until everything that is under way has ended; what does not end is for the checker to find.
    func settles() async throws {
        let (application, now) = (load.application, Instant.now())
        try? await Eventually.holds("rest", within: Self.patience, every: .milliseconds(300)) {
            guard let open = try? await database.number(Self.open(application, at: now)) else { return false }
            guard open == 0 else { return false }
            return (try? await database.number(Self.published(application))) == watch.arrivals.count
        }
        try? await watch.queuesAreEmpty(of: SuiteService.ofDatabase, within: .seconds(30))
        let poison = watch.poison.count * SuiteService.listeners.count
        try? await Eventually.holds("dead letters", within: .seconds(20)) {
            watch.dead.count { watch.poison.contains($0.id) } >= poison
        }
    }

    /// What waits for somebody: unpublished events, listeners that are behind, messages that are due.
    private static func open(_ application: String, at now: Instant) -> Query {
        """
        select (select count(*) from scheduling.outbox where application_id = \(application) and published_at is null)
            + (select count(*) from participants.outbox where application_id = \(application) and published_at is null)
            + (select count(*) from notifications.outbox where application_id = \(application) and published_at is null)
            + (select count(*) from notifications.notifications where application_id = \(application)
                and (state = 'sending' or state = 'planned' and due <= \(now) + interval '60 seconds'))
            + (select count(*) from scheduling.appointments a where a.application_id = \(application) and (
                not exists (select from participants.appointments p where p.id = a.id and p.sequence = a.version)
                or not exists (select from calendar.appointments c where c.id = a.id and c.sequence = a.version)
                or not exists (select from notifications.appointments n where n.id = a.id
                    and n.sequence = a.version))) as value
        """
    }

    private static func published(_ application: String) -> Query {
        """
        select (select count(*) from scheduling.outbox where application_id = \(application))
            + (select count(*) from participants.outbox where application_id = \(application))
            + (select count(*) from calendar.outbox where application_id = \(application))
            + (select count(*) from notifications.outbox where application_id = \(application)) as value
        """
    }
}
