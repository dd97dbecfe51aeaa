// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging

/// The broker's exchanges, durable queues, bindings, policies, users and permissions, as RabbitMQ loads them at boot.
///
/// Users come without passwords; the set-up adds generated ones. Subscribers are added by the operator's command.
struct BrokerDefinitions {
    private let contracts: [ServiceContract]

    init(_ contracts: [ServiceContract]) {
        self.contracts = contracts
    }

    var text: String {
        let users = BrokerUser.all(contracts)
        let document = JSONValue.object([
            "users": .array(users.map(\.json)),
            "vhosts": .array([.object(["name": .string("/")])]),
            "permissions": .array(users.map(\.permission)),
            "topic_permissions": .array(users.flatMap(\.topicPermissions)),
            "exchanges": .array(exchanges),
            "queues": .array(queues),
            "bindings": .array(bindings),
            "policies": .array(policies),
        ])
        return PrettyJSON.text(document)
    }

    private var exchanges: [JSONValue] {
        (BrokerNames.topicExchanges.map { ($0, "topic") } + [(BrokerNames.replies, "direct")]).map { name, type in
            .object([
                "name": .string(name), "vhost": .string("/"), "type": .string(type), "durable": .boolean(true),
                "auto_delete": .boolean(false), "internal": .boolean(false), "arguments": .object([:]),
            ])
        }
    }

    private var queues: [JSONValue] {
        contracts.flatMap { [$0.service.eventQueue, $0.service.deadQueue] }.map { name in
            .object([
                "name": .string(name), "vhost": .string("/"), "durable": .boolean(true),
                "auto_delete": .boolean(false), "arguments": .object(["x-queue-type": .string("quorum")]),
            ])
        }
    }

    private var bindings: [JSONValue] {
        contracts.flatMap { contract -> [JSONValue] in
            let service = contract.service
            return contract.listensTo.map { binding(BrokerNames.events, $0, to: service.eventQueue) }
                + contract.inbound.map { binding(BrokerNames.inbound, $0.name, to: service.eventQueue) }
                + [
                    binding(BrokerNames.dead, service.redriveKey, to: service.eventQueue),
                    binding(BrokerNames.dead, service.deadKey, to: service.deadQueue),
                ]
        }
    }

    private func binding(_ exchange: String, _ key: String, to queue: String) -> JSONValue {
        .object([
            "source": .string(exchange), "vhost": .string("/"), "destination": .string(queue),
            "destination_type": .string("queue"), "routing_key": .string(key), "arguments": .object([:]),
        ])
    }

    private var policies: [JSONValue] {
        let services = contracts.map(\.service.rawValue).joined(separator: "|")
        // A queue that nobody has consumed for 10 s is removed, so that a request to a service that is away is
        // returned at once; a restart that takes less keeps what waits.
        let requests = policy(
            "requests", pattern: "^(\(services))\\.(requests|private)$",
            [
                "max-length": .integer(2_000), "max-length-bytes": .integer(67_108_864),
                "overflow": .string("reject-publish"), "expires": .integer(10_000),
            ])
        // The length limit is far above what a queue ever holds and never refuses a publisher.
        let events = contracts.map { contract in
            policy(
                "\(contract.service.rawValue)-events", pattern: "^\(contract.service.rawValue)\\.events$",
                [
                    "delivery-limit": .integer(Int64(BrokerNames.deliveryLimit)),
                    "max-length": .integer(5_000_000),
                    "dead-letter-exchange": .string(BrokerNames.dead),
                    "dead-letter-routing-key": .string(contract.service.deadKey),
                ])
        }
        return [requests] + events
    }

    private func policy(_ name: String, pattern: String, _ definition: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object([
            "vhost": .string("/"), "name": .string(name), "pattern": .string(pattern), "apply-to": .string("queues"),
            "priority": .integer(0), "definition": .object(definition),
        ])
    }
}
