// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What `deploy/lib/definitions.py` makes of the checked-in definitions for one node and for several.
@Suite("Broker definitions")
struct BrokerDefinitionsTests {
    private struct Definitions: Decodable {
        struct Queue: Decodable {
            struct Arguments: Decodable {
                let type: String?

                private enum CodingKeys: String, CodingKey {
                    case type = "x-queue-type"
                }
            }

            let name: String
            let arguments: Arguments
        }

        struct User: Decodable {
            let name: String
            let hash: String

            private enum CodingKeys: String, CodingKey {
                case name
                case hash = "password_hash"
            }
        }

        let queues: [Queue]
        let users: [User]
    }

    /// A classic queue is away with its node.
    @Test(arguments: [(1, "classic"), (3, "quorum")])
    func theLocalSubscribersQueueOutlivesItsNode(nodes: Int, type: String) throws {
        let merged = try Self.merged(forNodes: nodes)
        #expect(merged.queues.first { $0.name == "subscriber.local" }?.arguments.type == type)
        #expect(merged.users.contains { $0.name == "administrator" })
        #expect(merged.users.allSatisfy { !$0.hash.isEmpty && !$0.hash.contains("secret") })
    }

    private static func merged(forNodes nodes: Int) throws -> Definitions {
        let (script, definitions) = ("deploy/lib/definitions.py", "deploy/rabbitmq/definitions.json")
        let users = try Checkout.output(of: "/usr/bin/python3", script, "users", definitions)
        let secrets = FileManager.default.temporaryDirectory.appending(path: "definitions-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: secrets) }
        let lines = String(decoding: users, as: UTF8.self).split(separator: "\n").map { "broker-\($0)=secret" }
        try Data(lines.joined(separator: "\n").utf8).write(to: secrets)
        let merged = try Checkout.output(
            of: "/usr/bin/python3", script, "merge", definitions, secrets.path(), "\(nodes)")
        return try JSONDecoder().decode(Definitions.self, from: merged)
    }
}
