// SPDX-License-Identifier: Apache-2.0
package import Configuration
import Hummingbird
package import Logging
import NIOCore
import Observability
import ServiceLifecycle

/// Answers `/health/live`, `/health/ready` and `/metrics` of one process on a port of its own, which no client reaches.
///
/// | key | type | default |
/// |---|---|---|
/// | `health.host` | address | 127.0.0.1 |
/// | `health.port` | integer | required |
package struct HealthServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// - Parameters:
    ///   - checks: what the process needs to do its work; ready means that all hold.
    ///   - samples: set the gauges that somebody has to be asked about, each within about a second; taken when metrics
    ///     are looked at, every few seconds at most.
    package init(
        _ configuration: ConfigReader, checks: [ReadinessCheck], samples: [MetricSamples.Take] = [], logger: Logger
    ) throws {
        ProcessMetrics.register()
        let samples = MetricSamples(samples)
        let router = Router()
        router.get("metrics") { _, _ in
            await samples.take()
            return Response(
                status: .ok, headers: [.contentType: MetricRegistry.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: MetricRegistry.process.exposition)))
        }
        router.get("health/live") { _, _ in HTTPResponse.Status.ok }
        router.get("health/ready") { _, _ in
            let missing = checks.filter { !$0.holds() }.map(\.name)
            return EditedResponse(
                status: missing.isEmpty ? .ok : .serviceUnavailable,
                response: missing.isEmpty ? "ready\n" : "waiting for \(missing.joined(separator: ", "))\n")
        }
        application = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(
                    configuration.string(forKey: "health.host", default: "127.0.0.1"),
                    port: try configuration.requiredInt(forKey: "health.port"))),
            logger: logger)
    }

    package func run() async throws {
        try await application.run()
    }
}

/// One thing a process needs before it can do its work.
package struct ReadinessCheck: Sendable {
    /// A word for the answer, such as `broker`.
    package let name: String
    package let holds: @Sendable () -> Bool

    package init(_ name: String, holds: @escaping @Sendable () -> Bool) {
        self.name = name
        self.holds = holds
    }
}
