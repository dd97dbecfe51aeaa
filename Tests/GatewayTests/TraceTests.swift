// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Logging
import NIOCore
import Observability
import SchedulingContract
import SpanExport
import Testing
import Time

@testable import GatewayService
@testable import Messaging

/// One trace through the edge and a service, as a collector gets it from both.
@Suite(.timeLimit(.minutes(1))) struct TraceTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let client = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    /// A span as the collector was told of it.
    private struct Told {
        let service: String
        let name: String
        let kind: Int64
        let trace: String
        let id: String
        let parent: String?
        let isError: Bool
    }

    private static func spans(_ document: JSONValue) -> [Told] {
        (document["resourceSpans"]?.elements ?? []).flatMap { resource -> [Told] in
            let service = resource["resource"]?["attributes"]?.elements?.first?["value"]?["stringValue"]?.text ?? ""
            let spans = resource["scopeSpans"]?.elements?.first?["spans"]?.elements ?? []
            return spans.map { span in
                Told(
                    service: service, name: span["name"]?.text ?? "", kind: span["kind"]?.integer ?? 0,
                    trace: span["traceId"]?.text ?? "", id: span["spanId"]?.text ?? "",
                    parent: span["parentSpanId"]?.text, isError: span["status"]?["code"]?.integer == 2)
            }
        }
    }

    /// What a collector is told while the body runs, until there are so many spans.
    private func told(_ count: Int, by tracers: [String: Tracer], during body: () async throws -> Void) async throws
        -> [Told]
    {
        let (documents, arrivals) = AsyncStream.makeStream(of: JSONValue.self)
        var told: [Told] = []
        try await LocalServer.with { request in
            let bytes = try await request.body.collect(upTo: 1_048_576)
            #expect(request.uri.path == "/v1/traces" && request.headers[.contentType] == "application/json")
            arrivals.yield(try JSONValue.parse(Array(bytes.readableBytesView)))
            return Response(status: .ok)
        } during: { url in
            try await body()
            await withTaskGroup(of: Void.self) { group in
                for (service, tracer) in tracers {
                    let exporter = SpanExporter(
                        tracer, endpoint: url, service: service, registry: MetricRegistry(), logger: logger)
                    group.addTask { try? await exporter.run() }
                }
                for await document in documents {
                    told += Self.spans(document)
                    if told.count >= count { break }
                }
                group.cancelAll()
            }
        }
        return told
    }

    /// A scheduling service without a broker: its one handler asks a neighbour in vain.
    private func scheduling(_ tracer: Tracer) throws -> RequestServer {
        let address = try AMQPAddress(url: "amqp://nobody:none@127.0.0.1:1/%2F")
        let publisher = AMQPPublisher(address: address, name: "test", logger: logger)
        let neighbours = RequestClient(
            address: address, publisher: publisher, user: "scheduling", tracer: tracer, logger: logger)
        var server = RequestServer(
            Scheduling.contract, publisher: publisher, failureKind: { _ in nil }, tracer: tracer, logger: logger)
        server.on(FindAppointment.self) { request in
            let question = FindAppointmentFacts(ids: [request.operation.id])
            let reply = try? await neighbours.ask(
                question, of: .scheduling, trace: request.trace, until: request.deadline)
            #expect(reply == nil)
            return .noContent
        }
        return server
    }

    private func edge(_ server: RequestServer, _ tracer: Tracer?) async throws -> GatewayResponder {
        let plenty = RequestRate(quota: 1_000_000, seconds: 1)
        return GatewayResponder(
            routes: try RouteTable(GatewayService.contracts), pages: ProblemPages(GatewayService.contracts),
            authenticator: Authenticator(
                tokens: TokenVerifier(try await workshop.keySet()), clock: WallClock { TokenWorkshop.now }),
            limits: RequestLimits(perSubject: plenty, perAddress: plenty), state: EdgeState { true },
            ask: { _, item, _, _ in await server.outcome(of: item, user: "gateway") }, tracer: tracer, logger: logger)
    }

    @Test func oneTraceLeadsFromTheClientThroughTheEdgeAndTheServiceToItsNeighbour() async throws {
        let (edgeSpans, serviceSpans) = (Tracer(registry: MetricRegistry()), Tracer(registry: MetricRegistry()))
        let responder = try await edge(try scheduling(serviceSpans), edgeSpans)
        let told = try await told(3, by: ["gateway": edgeSpans, "scheduling": serviceSpans]) {
            let response = try await send(responder, .get, "/api/appointments/7", [.traceContext: client])
            #expect(response.status == .noContent)
        }
        #expect(told.count == 3)
        #expect(Set(told.map(\.trace)) == ["0af7651916cd43dd8448eb211c80319c"])
        let edge = try #require(told.first { $0.service == "gateway" })
        #expect(edge.name == FindAppointment.name && edge.kind == 2 && edge.parent == "b7ad6b7169203331")
        let handler = try #require(told.first { $0.service == "scheduling" && $0.kind == 2 })
        #expect(handler.name == FindAppointment.name && handler.parent == edge.id && !handler.isError)
        let question = try #require(told.first { $0.service == "scheduling" && $0.kind == 3 })
        #expect(question.name == FindAppointmentFacts.name && question.parent == handler.id && question.isError)
    }

    @Test func withoutATracerTheTraceIsCarriedAllTheSame() async throws {
        let tracer = Tracer(registry: MetricRegistry())
        let responder = try await edge(try scheduling(tracer), nil)
        _ = try await send(responder, .get, "/api/appointments/7", [.traceContext: client])
        let spans = tracer.take(atMost: 9)
        #expect(spans.count == 2 && spans.allSatisfy { $0.context.traceID == "0af7651916cd43dd8448eb211c80319c" })
    }

    @Test func theEdgesAnswersAreCountedByOperationAndProblem() async throws {
        func value(_ name: String, _ labels: String) -> Int {
            let prefix = "\(name){\(labels)} "
            let line = MetricRegistry.process.exposition.split(separator: "\n").first { $0.hasPrefix(prefix) }
            return line.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0
        }
        func counts() -> [Int] {
            [
                value("appointments_http_requests_total", #"operation="appointment.find",status="2xx""#),
                value("appointments_http_requests_total", #"operation="appointment.find",status="4xx""#),
                value("appointments_http_problems_total", #"problem="unauthorized""#),
                value("appointments_http_request_duration_seconds_count", #"operation="appointment.find""#),
            ]
        }
        let responder = try await responder { .answered(.noContent) }
        let before = counts()
        _ = try await send(responder, .get, "/api/appointments/7")
        _ = try await send(responder, .get, "/api/appointments/7", [.authorization: "Bearer nonsense"])
        #expect(zip(before, counts()).map { $1 - $0 } == [1, 1, 1, 2])
    }

    @Test func theClientsPortShowsNoMetrics() async throws {
        let responder = try await responder { .answered(.noContent) }
        #expect(try await send(responder, .get, "/metrics").status == .notFound)
    }
}
