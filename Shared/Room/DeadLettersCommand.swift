// SPDX-License-Identifier: Apache-2.0
import AMQP
package import ArgumentParser
import Configuration
import Contract
import Foundation
import Logging
import Outbox
import ServiceProcess

/// The operator's view of the messages that this service could not handle, with the login in `OPERATOR_AMQP_URL`.
package struct DeadLettersCommand<Service: RoomService>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "dead-letters", abstract: "Messages that could not be handled: list, show, put back.",
            discussion: """
                Needs OPERATOR_AMQP_URL, the broker's address as the user operator. At most \(DeadLetterQueue.reach) \
                letters are looked at, the older ones first; none is lost or moved by being looked at.
                """,
            subcommands: [List.self, Show.self, PutBack.self])
    }

    package init() {}

    fileprivate static func queue() throws -> DeadLetterQueue {
        let configuration = ServiceProcess.configuration()
        let service = Service.contract.service
        let address = try AMQPAddress(url: configuration.requiredString(forKey: "operator.amqp.url", isSecret: true))
        let logger = try ServiceProcess.logger(for: service.rawValue, configuration)
        return DeadLetterQueue(of: service, address: address, logger: logger)
    }

    package struct List: AsyncParsableCommand {
        package static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "list", abstract: "One line each: id, routing key, who wrote it, reason. Never a body.")
        }

        @Option(help: "How many to show, the older ones first.")
        package var limit = 100

        package init() {}

        package func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is at least 1") }
        }

        package func run() async throws {
            let letters = try await DeadLettersCommand.queue().letters()
            let shown = letters.prefix(limit)
            for letter in shown {
                print(letter.line)
            }
            let all = letters.count < DeadLetterQueue.reach ? "\(letters.count)" : "\(letters.count) or more"
            let count = shown.count < letters.count ? "\(shown.count) of \(all)" : all
            print("\(Service.contract.service.rawValue): \(count) dead letters")
        }
    }

    package struct Show: AsyncParsableCommand {
        package static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "show", abstract: "How one came here and why.",
                discussion: """
                    Shows the envelope. The body is left out unless it is asked for: events hold no personal data, but \
                    what could not be understood may hold anything. It is printed as it came and may steer a terminal: \
                    read it through `cat -v`. All else is printed with such characters as \\u{…}.
                    """)
        }

        @Argument(help: "The letter's id, as listed.")
        package var id: String

        @Flag(help: "Show the body, too.")
        package var body = false

        package init() {}

        package func run() async throws {
            let letters = try await DeadLettersCommand.queue().letters()
            let found = letters.filter { $0.name == id }
            guard let letter = found.first else { throw ValidationError("there is no dead letter \(id)") }
            for fact in letter.facts + ["copies: \(found.count)"] {
                print(fact)
            }
            if body {
                print(String(decoding: letter.body, as: UTF8.self))
            }
        }
    }

    package struct PutBack: AsyncParsableCommand {
        package static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "put-back", abstract: "Give letters to the service once more.",
                discussion: """
                    Do it after the cause is mended: what still can't be handled comes back. What took effect before is \
                    not done twice.
                    """)
        }

        @Argument(help: "Ids, as listed.")
        package var ids: [String] = []

        @Flag(help: "Every letter, the older ones first, up to the limit.")
        package var all = false

        @Option(help: "How many at most.")
        package var limit = 100

        package init() {}

        package func validate() throws {
            guard ids.isEmpty == all else { throw ValidationError("give ids or --all") }
            guard limit > 0 else { throw ValidationError("--limit is at least 1") }
        }

        package func run() async throws {
            let wanted = Set(ids)
            let done = try await DeadLettersCommand.queue().putBack(atMost: limit) { letter in
                all || wanted.contains(letter.name)
            }
            for letter in done {
                print("\(letter.name) is put back")
            }
            print("\(Service.contract.service.rawValue): \(done.count) put back")
            let missing = wanted.subtracting(done.map(\.name)).sorted()
            guard missing.isEmpty else {
                throw ValidationError("not put back: \(missing.joined(separator: " "))")
            }
        }
    }
}
