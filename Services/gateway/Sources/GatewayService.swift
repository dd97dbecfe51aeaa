// SPDX-License-Identifier: Apache-2.0
import AMQP
import CalendarContract
import Configuration
import Contract
import Hummingbird
import HummingbirdCore
import Logging
import Messaging
import NIOCore
import NotificationsContract
import ParticipantsContract
import SchedulingContract
import ServiceLifecycle
import ServiceProcess
import SpanExport

/// The HTTP edge: made from the contracts of the services behind it, with no code for any single operation.
enum GatewayService {
    /// The services whose public operations are reached through here.
    static let contracts: [ServiceContract] = [
        Scheduling.contract, Participants.contract, Calendar.contract, Notifications.contract,
    ]

    /// What the process runs, first to start first; the last hears of a shutdown first.
    ///
    /// - Throws: ``ConfigurationFault``, ``RouteConflict``, or what stands in the way of the health port.
    static func services(
        _ configuration: GatewayConfiguration, health: ConfigReader, logger: Logger
    ) async throws -> [any Service] {
        let tokens = TokenVerifier(rules: configuration.tokens)
        let keys: any Service
        let remote: RemoteKeys?
        switch configuration.keys {
        case .file(let path):
            keys = try await KeyFile(path: path, verifier: tokens, logger: logger)
            remote = nil
        case .url(let url):
            let download = KeyDownload(url: url)
            let fetched = RemoteKeys(
                refresh: configuration.keyRefresh, verifier: tokens, logger: logger, download: download.document)
            keys = fetched
            remote = fetched
        }
        // All of them are there before the first is counted.
        _ = EdgeMetrics.process
        let exporter = try SpanExporter(for: ServiceName.gateway.rawValue, health, logger: logger)
        let user = ServiceName.gateway.brokerUser
        let publisher = AMQPPublisher(address: configuration.broker, name: "\(user) requests", logger: logger)
        let requests = RequestClient(
            address: configuration.broker, publisher: publisher, user: user, limit: configuration.requestsLimit,
            tracer: exporter?.tracer, logger: logger)
        let state = EdgeState { requests.isReady && remote?.isLoaded ?? true }
        let responder = GatewayResponder(
            routes: try RouteTable(contracts, documents: ServedDocument.all(contracts)), pages: ProblemPages(contracts),
            authenticator: Authenticator(tokens: tokens, remote: remote),
            limits: RequestLimits(
                perSubject: configuration.limitPerSubject, perAddress: configuration.limitPerAddress),
            proxies: configuration.proxies, origins: configuration.origins, state: state, admits: requests.admits,
            ask: { service, item, kind, deadline in
                await requests.ask(service, key: service.publicKey, item, kind: kind, until: deadline)
            }, tracer: exporter?.tracer, logger: logger)
        // The exporter stops last, so that the last spans leave, too.
        var services: [any Service] = exporter.map { [$0] } ?? []
        services += [publisher, requests, keys, application(responder, configuration, logger: logger)]
        if health.string(forKey: "health.port") != nil {
            let checks = [
                ReadinessCheck("broker") { requests.isReady },
                ReadinessCheck("keys") { remote?.isLoaded ?? true },
                ReadinessCheck("a restart") { !state.isDraining },
            ]
            // It says until the end that there is nothing ready.
            services.insert(try HealthServer(health, checks: checks, logger: logger), at: 0)
        }
        services.append(DrainNotice(state: state, delay: .seconds(configuration.drainSeconds)))
        return services
    }

    private static func application(
        _ responder: GatewayResponder, _ configuration: GatewayConfiguration, logger: Logger
    ) -> Application<GatewayResponder> {
        Application(
            responder: responder, server: server(idleSeconds: configuration.idleSeconds),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 4096,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connections, logger: logger)),
            logger: logger)
    }

    /// What every connection goes through.
    ///
    /// - Parameters:
    ///   - idleSeconds: how long one without a request stays open.
    ///   - headPatience: how long a request's head may take to arrive.
    static func server(idleSeconds: Int, headPatience: Duration = HeadDeadline.patience) -> HTTPServerBuilder {
        let connections = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionEdge()], idleTimeout: .seconds(Int64(idleSeconds)))
        return HTTPServerBuilder { responder in
            EventLoopChannel(
                HTTP1Channel(responder: responder, configuration: connections), headPatience: headPatience)
        }
    }
}
