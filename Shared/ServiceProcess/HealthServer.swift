// SPDX-License-Identifier: Apache-2.0
package import Configuration
import Hummingbird
package import Logging
import ServiceLifecycle

/// Answers `/health/live` and `/health/ready` of one process on a port of its own.
///
/// | key | type | default |
/// |---|---|---|
/// | `health.host` | address | 127.0.0.1 |
/// | `health.port` | integer | required |
package struct HealthServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// - Parameter checks: what the process needs to do its work; ready means that all hold.
    package init(_ configuration: ConfigReader, checks: [ReadinessCheck], logger: Logger) throws {
        let router = Router()
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
