// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging

/// The users that the contracts call for, each with no more than it needs.
extension BrokerUser {
    static func all(_ contracts: [ServiceContract]) -> [BrokerUser] {
        [gateway(contracts)] + contracts.map { service($0, among: contracts) } + [
            redriving(contracts), videoPlatform, administrator,
        ]
    }

    private static let replyQueues = "replies\\.[0-9a-f-]+"

    private static func literal(_ name: String) -> String {
        name.split(separator: ".").joined(separator: "\\.")
    }

    /// Writes every service's public requests and reads its own replies.
    private static func gateway(_ contracts: [ServiceContract]) -> BrokerUser {
        BrokerUser(
            name: ServiceName.gateway.brokerUser, configure: [replyQueues],
            write: [replyQueues, literal(BrokerNames.requests)], read: [replyQueues, literal(BrokerNames.replies)],
            topics: [BrokerNames.requests: Topics(write: contracts.map { literal($0.service.publicKey) }, read: [])])
    }

    /// Writes the private keys of the operations that name it as a caller, its own events, replies and dead letters;
    /// binds its own request queues and reads its own queues. A service without events may not write to their exchange
    /// at all: no topic permission keeps out the empty key, keys in a `CC` header or what a queue dead-letters.
    private static func service(_ contract: ServiceContract, among contracts: [ServiceContract]) -> BrokerUser {
        let service = contract.service
        let own = [service.requestQueue, service.privateQueue].map(literal)
        let neighbours = contracts.filter { neighbour in
            neighbour.operations.contains { $0.route == nil && $0.callers.contains(service) }
        }
        let events = contract.publishes.isEmpty ? [] : [BrokerNames.events]
        let exchanges = [BrokerNames.requests, BrokerNames.replies] + events + [BrokerNames.dead]
        return BrokerUser(
            name: service.brokerUser, configure: own + [replyQueues],
            write: own + [replyQueues] + exchanges.map(literal),
            read: own + [replyQueues]
                + [service.eventQueue, service.deadQueue, BrokerNames.requests, BrokerNames.replies].map(literal),
            topics: [
                BrokerNames.requests: Topics(
                    write: neighbours.map { literal($0.service.privateKey) },
                    read: [service.publicKey, service.privateKey].map(literal)),
                BrokerNames.events: Topics(write: contract.publishes.map { literal($0.name) }, read: []),
                BrokerNames.dead: Topics(write: [literal(service.deadKey)], read: []),
            ])
    }

    /// Reads dead letters and puts them back.
    private static func redriving(_ contracts: [ServiceContract]) -> BrokerUser {
        BrokerUser(
            name: BrokerNames.operatorUser, configure: [], write: [literal(BrokerNames.dead)],
            read: contracts.map { literal($0.service.deadQueue) },
            topics: [BrokerNames.dead: Topics(write: contracts.map { literal($0.service.redriveKey) }, read: [])])
    }

    private static let videoPlatform = BrokerUser(
        name: "video-platform", configure: [], write: [literal(BrokerNames.inbound)], read: [],
        topics: [BrokerNames.inbound: Topics(write: ["conference\\..+"], read: [])])

    private static let administrator = BrokerUser(
        name: "administrator", configure: [".*"], write: [".*"], read: [".*"], topics: [:], isAdministrator: true)
}
