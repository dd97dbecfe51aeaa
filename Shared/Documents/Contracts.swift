// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import AsyncAPI
import CalendarContract
import Contract
import Foundation
import NotificationsContract
import OpenAPI
import ParticipantsContract
import SchedulingContract

/// Writes and checks the files that are generated from the contracts.
@main
struct Contracts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contracts", abstract: "The files generated from the contracts.",
        subcommands: [Write.self, Check.self])

    static let services: [ServiceContract] = [
        Scheduling.contract, Participants.contract, Calendar.contract, Notifications.contract,
    ]

    /// Each file by its path from the checkout's root.
    static var files: [(path: String, text: String)] {
        [
            ("deploy/rabbitmq/definitions.json", BrokerDefinitions(services).text),
            ("docs/contracts/operations.md", OperationsPage(services).text),
            ("docs/contracts/asyncapi.yaml", AsyncAPIDocument(services).yaml),
            ("docs/contracts/openapi.yaml", OpenAPIDocument(services).yaml),
        ]
    }

    struct Write: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write them, from the checkout's root.")

        func run() throws {
            for file in Contracts.files {
                let url = URL(filePath: file.path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: url)
                print("wrote \(file.path)")
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Fail when one differs from what would be written.")

        func run() throws {
            let stale = Contracts.files.filter { file in
                (try? String(contentsOf: URL(filePath: file.path), encoding: .utf8)) != file.text
            }
            guard stale.isEmpty else {
                for file in stale {
                    print("\(file.path) differs from the contracts: run 'make contracts'")
                }
                throw ExitCode.failure
            }
            print("\(Contracts.files.count) generated files equal the contracts")
        }
    }
}
