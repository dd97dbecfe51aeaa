// SPDX-License-Identifier: Apache-2.0
package import Configuration
import Foundation
package import Logging
import NIOCore
package import ServiceLifecycle
import UnixSignals

/// The shape of every process of the suite: configuration from the environment, JSON logs, one service group that stops
/// gracefully on SIGTERM and SIGINT.
package enum ServiceProcess {
    /// Configuration from environment variables: the key `public.url` is `PUBLIC_URL`.
    package static func configuration() -> ConfigReader {
        ConfigReader(provider: EnvironmentVariablesProvider())
    }

    /// Sets the process up, event loops, signals and logging; call once, before anything else.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `log.level` | trace, debug, info, notice, warning, error, critical | info |
    ///
    /// - Throws: ``ConfigurationFault``.
    package static func logger(
        for service: String, _ configuration: ConfigReader
    ) throws(ConfigurationFault) -> Logger {
        guard let level = Logger.Level(rawValue: configuration.text("log.level") ?? "info") else {
            throw ConfigurationFault(
                key: "log.level", expected: "trace, debug, info, notice, warning, error or critical")
        }
        limitEventLoops()
        // A peer that goes away must not end the process: librabbitmq, libcurl and the log write to what it reads.
        signal(SIGPIPE, SIG_IGN)
        let output = LogOutput(STDOUT_FILENO)
        LoggingSystem.bootstrap { _ in JSONLogHandler(label: service, level: level, output: output) }
        return Logger(label: service)
    }

    /// An event loop for every other core, for the threads of connections need the rest (docs/decisions/0015).
    private static func limitEventLoops() {
        NIOSingletons.groupLoopCountSuggestion = max(System.coreCount / 2, 1)
    }

    /// Runs the services until one fails or the process is asked to stop; the first one starts first and stops last.
    ///
    /// A second signal, or 15 s after the first, ends the process without grace.
    package static func run(_ services: [any Service], logger: Logger) async throws {
        raiseDescriptorLimit()
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        logger.notice("starting")
        try await ServiceGroup(configuration: configuration).run()
        logger.notice("stopped")
    }

    /// A shell gives 1,024, which a thousand clients use up; what the system allows may be taken without asking.
    private static func raiseDescriptorLimit() {
        let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(descriptors, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(descriptors, &limit)
    }
}
