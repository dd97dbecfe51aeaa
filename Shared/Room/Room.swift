// SPDX-License-Identifier: Apache-2.0
import AMQP
package import Configuration
package import Contract
package import Logging
package import Messaging
package import Observability
package import Outbox
package import Postgres
package import ServiceLifecycle
package import ServiceProcess
import SpanExport
package import Time

/// The connections of one service process and the places where its handlers, reactions and jobs are registered.
///
/// | key | type | default | what |
/// |---|---|---|---|
/// | `amqp.url` | amqp URL | required | broker, as the service's own user; a cluster's nodes separated by commas |
/// | `database.url` | postgresql URL | required | database, as the service's login role |
/// | `database.connections` | 1–512 | 6 | connections of the pool |
/// | `requests.prefetch` | 1–65535 | 64 | requests in work at a time, per queue |
package struct Room: Sendable {
    package let service: ServiceName
    package let configuration: ConfigReader
    package let database: PostgresPool
    package let requests: RequestClient
    package let outbox: Outbox
    package let clock: WallClock
    package let logger: Logger
    package var server: RequestServer
    package var events: EventConsumer
    package var background: [any Service] = []
    package var readiness: [ReadinessCheck] = []
    /// Set the gauges of the room's own tables; see ``HealthServer``.
    package var samples: [MetricSamples.Take] = []
    /// Records spans, nil where none are wanted.
    package var tracer: Tracer? { exporter?.tracer }

    private let address: AMQPAddress
    private let publisher: AMQPPublisher
    private let relay: OutboxRelay
    private let exporter: SpanExporter?
    private let prefetch: Int

    /// - Throws: ``ConfigurationFault``, or what a missing or unusable address throws.
    package init(_ contract: ServiceContract, configuration: ConfigReader, clock: WallClock = .system, logger: Logger)
        throws
    {
        let service = contract.service
        let nudge = WakeSignal()
        let postgres = try PostgresConfiguration(
            url: configuration.requiredString(forKey: "database.url", isSecret: true),
            size: configuration.number("database.connections", in: 1...512, default: 6),
            applicationName: service.rawValue)
        self.service = service
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        let exporter = try SpanExporter(for: service.rawValue, configuration, logger: logger)
        let tracer = exporter?.tracer
        self.exporter = exporter
        prefetch = try configuration.number("requests.prefetch", in: 1...65_535, default: 64)
        address = try AMQPAddress(url: configuration.requiredString(forKey: "amqp.url", isSecret: true))
        publisher = AMQPPublisher(address: address, name: "\(service.rawValue) publisher", logger: logger)
        database = PostgresPool(configuration: postgres, logger: logger)
        requests = RequestClient(
            address: address, publisher: publisher, user: service.brokerUser, tracer: tracer, logger: logger)
        outbox = Outbox(service: service, clock: clock, nudge: nudge)
        relay = OutboxRelay(
            service: service, configuration: postgres, publisher: publisher, nudge: nudge, tracer: tracer,
            logger: logger)
        server = RequestServer(
            contract, publisher: publisher, failureKind: Self.failureKind, tracer: tracer, logger: logger)
        events = EventConsumer(
            contract, publisher: publisher, isUnavailable: Self.isUnavailable, tracer: tracer, logger: logger)
    }

    /// Runs the process: connections first, then consumers, so that they stop in the opposite order.
    package func run() async throws {
        try server.verify()
        let consumer = AMQPConsumer(
            address: address, name: "\(service.rawValue) consumer",
            subscriptions: server.subscriptions(prefetch: prefetch) + events.subscriptions,
            logger: logger)
        let work = WorkOnceReachable(database: database, requests: requests, consumer: consumer)
        let checks = [
            ReadinessCheck("broker") { [publisher, requests] in
                publisher.availability == .ready && consumer.availability == .ready && requests.isReady
            },
            ReadinessCheck("database") { [database] in database.isReachable },
        ]
        let health = try HealthServer(
            configuration, checks: checks + readiness, samples: [OutboxSample(database: database).take] + samples,
            logger: logger)
        let sweep = RetentionSweep(database: database, logger: logger)
        // The exporter stops last, so that the last spans leave, too.
        let first: [any Service] = exporter.map { [$0] } ?? []
        try await ServiceProcess.run(
            first + [health, database, publisher, requests, relay, sweep] + background + [work], logger: logger)
    }

    /// Whether an event is to be kept and tried again: that something is away or slow is no fault of the message.
    static func isUnavailable(_ error: any Error) -> Bool {
        // A client is told that the database was late; an event waits for it.
        (error as? PostgresFailure)?.isUnavailable ?? (failureKind(error) == .unavailable)
    }

    /// Tells resources that are away from faults of ours.
    static func failureKind(_ error: any Error) -> FailureKind? {
        switch error {
        case let failure as PostgresFailure where failure.code == .late: .late
        case let failure as PostgresFailure where failure.code == .outcomeUnknown: .late
        case let failure as PostgresFailure where failure.isUnavailable: .unavailable
        case let failure as RequestFailure where failure.kind == .unavailable || failure.kind == .late: .unavailable
        default: nil
        }
    }
}
