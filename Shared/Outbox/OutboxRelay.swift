// SPDX-License-Identifier: Apache-2.0
package import AMQP
package import Contract
import Failpoints
package import Logging
import Messaging
package import Observability
package import Postgres
import ServiceLifecycle

/// Publishes committed outbox rows: at least once, in order per subject, one relay per service at a time.
///
/// The relay that holds the session advisory lock works; others try again each second, so that a dead one is replaced
/// within about 2 s. Its connection is its own, with an `idle_session_timeout` of 2 s that each poll resets: a frozen
/// process loses the lock too. A row is done only after the broker's confirm.
package final class OutboxRelay: Service {
    private let service: ServiceName
    private let configuration: PostgresConfiguration
    private let publisher: AMQPPublisher
    private let nudge: WakeSignal
    private let tracer: Tracer?
    private let logger: Logger
    private let metrics = OutboxMetrics.process

    /// After that no more events of a batch are begun: meanwhile the lock's connection is idle, and nothing is marked.
    private static let batchTime = Duration.milliseconds(500)
    private static let pollInterval = Duration.milliseconds(20)
    private static let retryInterval = Duration.seconds(1)

    package init(
        service: ServiceName, configuration: PostgresConfiguration, publisher: AMQPPublisher, nudge: WakeSignal,
        tracer: Tracer? = nil, logger: Logger
    ) {
        self.service = service
        self.configuration = configuration
        self.publisher = publisher
        self.nudge = nudge
        self.tracer = tracer
        self.logger = logger
    }

    /// Works until graceful shutdown, through every loss of database or broker.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await self.relay()
                } catch {
                    self.metrics.interruptions.increment()
                    self.logger.warning("outbox relay interrupted", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.retryInterval)
            }
        }
    }

    /// One session: takes the lock or returns, then publishes until something fails.
    private func relay() async throws {
        let session = try await PostgresSession.open(
            configuration,
            settings: [
                "role": "\(configuration.user)_background", "idle_session_timeout": "2000",
                // What it writes is that an event was published. A crash of Postgres may lose that, and the event is
                // published again, as after a crash of the relay; nobody waits for the disk meanwhile.
                "synchronous_commit": "off",
                // Its statements may be planned while the table is empty. Only a plain scan of the index also drops
                // the entries of what was published since the last vacuum; others pass over all of them at each poll.
                "enable_seqscan": "off", "enable_bitmapscan": "off",
            ], logger: logger)
        do {
            let key = service.rawValue
            let isLeader = try await session.perform { database in
                try database.query(Self.takeLock(key)).first?.decode("taken", as: Bool.self) ?? false
            }
            if isLeader {
                logger.info("outbox relay leads")
                metrics.isLeader.set(true)
                defer { metrics.isLeader.set(false) }
                Failpoint.relayLocked.pass()
                try await publish(from: session)
            }
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }

    private func publish(from session: PostgresSession) async throws {
        var published: [Int64] = []
        while !Task.isCancelled {
            let rows = try await session.perform { [published] database in
                if !published.isEmpty { database.enqueue(Self.markPublished(published)) }
                return try database.query(Self.pending).map(OutboxRow.init)
            }
            if !published.isEmpty { Failpoint.relayAfterMark.pass() }
            published = []
            if rows.isEmpty || publisher.availability != .ready {
                await nudge.wait(atMost: Self.pollInterval)
                continue
            }
            Failpoint.relayRead.pass()
            published = await confirmed(rows)
            if published.isEmpty {
                await nudge.wait(atMost: Self.pollInterval)
            } else {
                Failpoint.relayBeforeMark.pass()
            }
        }
        if !published.isEmpty {
            try await session.perform { [published] database in database.enqueue(Self.markPublished(published)) }
        }
    }

    /// Publishes the rows, subjects side by side, and returns the ids of those the broker confirmed.
    private func confirmed(_ rows: [OutboxRow]) async -> [Int64] {
        let end = ContinuousClock.now + Self.batchTime
        return await withTaskGroup(of: [Int64].self) { group in
            for line in OutboxBatch.bySubject(rows) {
                group.addTask {
                    var ids: [Int64] = []
                    for row in line where ContinuousClock.now < end {
                        guard await self.isConfirmed(row) else { break }
                        ids.append(Int64(row.id))
                    }
                    return ids
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func isConfirmed(_ row: OutboxRow) async -> Bool {
        let message = AMQPMessage(
            body: row.body, contentType: CloudEvent.contentType, messageID: row.messageID,
            userID: service.brokerUser, persistent: true)
        let span = tracer?.begin(
            "publish \(row.routingKey)", .producer, after: CloudEvent.traceparent(in: row.body))
        Failpoint.relayBeforePublish.pass()
        // Not mandatory: a fact nobody listens to is no fault.
        let outcome = await publisher.publish(
            message, to: BrokerNames.events, routingKey: row.routingKey, mandatory: false)
        span?.end(isError: outcome != .confirmed)
        guard outcome == .confirmed else {
            metrics.unconfirmed.increment()
            logger.warning("event not confirmed", metadata: ["event": "\(row.messageID)", "outcome": "\(outcome)"])
            return false
        }
        metrics.published.increment()
        Failpoint.relayAfterPublish.pass()
        return true
    }
}

extension OutboxRelay {
    /// Who could not mark what it publishes would publish it again and again: a read-only server has no leader.
    private static func takeLock(_ service: String) -> Query {
        """
        select case when current_setting('transaction_read_only') = 'off'
            then pg_try_advisory_lock(hashtext('outbox relay'), hashtext(\(service))) else false end as taken
        """
    }

    private static let pending: Query = """
        select id, message_id, subject, routing_key, body from outbox
        where published_at is null order by id limit 256
        """

    private static func markPublished(_ ids: [Int64]) -> Query {
        "update outbox set published_at = now() where id = any(\(ids))"
    }
}

extension OutboxRow {
    init(_ row: Row) throws {
        id = try row.decode("id")
        messageID = try row.decode("message_id")
        subject = try row.decode("subject")
        routingKey = try row.decode("routing_key")
        body = try row.decode("body")
    }
}
