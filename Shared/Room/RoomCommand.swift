// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
import Configuration
import Contract
import Logging
import Postgres
import ServiceProcess

/// The command line of a service with a database: `serve` (the default) and the operator's commands.
package struct RoomCommand<Service: RoomService>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Service.contract.service.rawValue,
            abstract: "The \(Service.contract.service.rawValue) service.",
            subcommands: [Serve.self, Migrate.self, DeadLettersCommand<Service>.self] + Service.commands,
            defaultSubcommand: Serve.self)
    }

    package init() {}

    package struct Serve: AsyncParsableCommand {
        package static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "serve",
                abstract: "Answer requests and consume events until SIGTERM; configured by environment variables.")
        }

        package init() {}

        package func run() async throws {
            let configuration = ServiceProcess.configuration()
            let logger = try ServiceProcess.logger(for: Service.contract.service.rawValue, configuration)
            var room = try Room(Service.contract, configuration: configuration, logger: logger)
            try await Service.furnish(&room)
            try await room.run()
        }
    }

    package struct Migrate: AsyncParsableCommand {
        package static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "migrate",
                abstract: "Apply the migrations that are missing, as the login in MIGRATOR_DATABASE_URL.")
        }

        package init() {}

        package func run() async throws {
            let configuration = ServiceProcess.configuration()
            let service = Service.contract.service.rawValue
            let logger = try ServiceProcess.logger(for: service, configuration)
            let applied = try await Migrator.migrate(
                url: configuration.requiredString(forKey: "migrator.database.url", isSecret: true), schema: service,
                owner: "\(service)_owner", migrations: Service.migrations, logger: logger)
            print(applied.isEmpty ? "\(service): nothing to migrate" : "\(service): \(applied.joined(separator: ", "))")
        }
    }
}
