// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
package import Configuration
package import Logging
import NIOCore
import NIOHTTP1
package import Observability
import ServiceLifecycle
import ServiceProcess

/// Sends the process's spans to an OpenTelemetry collector by OTLP/HTTP in JSON, batch after batch.
///
/// | variable | type | default |
/// |---|---|---|
/// | `OTEL_EXPORTER_OTLP_ENDPOINT` | base URL; `/v1/traces` is appended | none: no spans are made |
/// | `OTEL_SERVICE_NAME` | text | the service's own name |
/// | `OTEL_TRACES_SAMPLER_ARG` | 0–1 | 1: every trace that begins here |
///
/// A batch the collector does not take within 5 s is dropped and counted: traces are not worth holding requests for.
package struct SpanExporter: Service {
    package let tracer: Tracer
    private let url: String
    private let service: String
    private let logger: Logger
    private let exported: Counter
    private let refused: Counter

    private static let batch = 512
    private static let pause = Duration.milliseconds(250)
    private static let patience = TimeAmount.seconds(5)

    /// - Parameters:
    ///   - endpoint: of the collector, without `/v1/traces`.
    ///   - service: what the collector knows the process as.
    package init(
        _ tracer: Tracer, endpoint: String, service: String, registry: MetricRegistry = .process, logger: Logger
    ) {
        self.tracer = tracer
        url = (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/v1/traces"
        self.service = service
        self.logger = logger
        let (name, help) = ("appointments_spans_total", "Spans by what became of them.")
        exported = registry.counter(name, help, ["outcome": "exported"])
        refused = registry.counter(name, help, ["outcome": "refused"])
    }

    /// The one that the environment asks for, nil where it names no collector.
    ///
    /// - Throws: ``ConfigurationFault``.
    package init?(for service: String, _ configuration: ConfigReader, logger: Logger) throws {
        guard let endpoint = configuration.string(forKey: "otel.exporter.otlp.endpoint"), !endpoint.isEmpty else {
            return nil
        }
        let ratio = try configuration.share("otel.traces.sampler.arg", default: 1)
        let name = configuration.string(forKey: "otel.service.name", default: service)
        self.init(Tracer(ratio: ratio), endpoint: endpoint, service: name, logger: logger)
    }

    /// Exports until graceful shutdown, then once more what is left.
    package func run() async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = Self.patience
        configuration.httpVersion = .http1Only
        try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    await export(through: client)
                    try? await Task.sleep(for: Self.pause)
                }
            }
            await export(through: client)
        }
    }

    /// Everything that waits now.
    func export(through client: HTTPClient) async {
        while true {
            let spans = tracer.take(atMost: Self.batch)
            guard !spans.isEmpty else { return }
            do {
                try await send(spans, through: client)
                exported.increment(by: spans.count)
            } catch {
                refused.increment(by: spans.count)
                // The URL may hold a user and a password, which the error does not.
                logger.warning("spans dropped", metadata: ["spans": "\(spans.count)", "error": "\(error)"])
                return
            }
        }
    }

    private func send(_ spans: [Span], through client: HTTPClient) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: SpanDocument.encode(spans, of: service)))
        let response = try await client.execute(request, timeout: Self.patience)
        guard response.status == .ok || response.status == .accepted else {
            throw CollectorRefusal(status: Int(response.status.code))
        }
    }
}

/// The collector's "no".
struct CollectorRefusal: Error, CustomStringConvertible {
    let status: Int

    var description: String { "the collector answered \(status)" }
}
