// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
import Contract
import ServiceProcess

/// The command line of the gateway: `serve` (the default) and the commands that make keys and tokens for trying it out.
package struct GatewayCommand: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: ServiceName.gateway.rawValue, abstract: "The HTTP edge of the suite.",
            subcommands: [Serve.self, KeysCommand.self, TokenCommand.self], defaultSubcommand: Serve.self)
    }

    package init() {}

    package struct Serve: AsyncParsableCommand {
        package static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "serve",
                abstract: "Answer HTTP requests until SIGTERM; configured by environment variables.")
        }

        package init() {}

        package func run() async throws {
            let environment = ServiceProcess.configuration()
            let logger = try ServiceProcess.logger(for: ServiceName.gateway.rawValue, environment)
            let services = try await GatewayService.services(
                GatewayConfiguration(environment), health: environment, logger: logger)
            try await ServiceProcess.run(services, logger: logger)
        }
    }
}
