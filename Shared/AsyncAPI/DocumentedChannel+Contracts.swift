// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging

/// The channels that the contracts call for.
extension DocumentedChannel {
    static func all(_ contracts: [ServiceContract]) -> [DocumentedChannel] {
        let events = contracts.flatMap(\.publishes)
        let inbound = contracts.flatMap(\.inbound)
        return events.map(published) + inbound.map(told) + [subscriber(events)]
            + contracts.flatMap { contract -> [DocumentedChannel] in
                let heard =
                    events.filter { event in contract.listensTo.contains { matches(event.name, $0) } }.map(\.name)
                    + contract.inbound.map(\.name)
                return [
                    queue(of: contract.service, heard), parking(of: contract.service, heard),
                    deadLetters(of: contract.service, heard), returning(to: contract.service, heard),
                ]
            }
    }

    private static func published(_ event: EventDescription) -> DocumentedChannel {
        DocumentedChannel(
            name: event.name, place: .key(exchange: BrokerNames.events), description: event.summary,
            messages: [event.name], operation: "publish-\(event.name)", action: .send,
            binding: sent(by: event.publisher.brokerUser) + [member("mandatory", .boolean(false))])
    }

    private static func told(_ inbound: InboundDescription) -> DocumentedChannel {
        DocumentedChannel(
            name: inbound.name, place: .key(exchange: BrokerNames.inbound),
            description: "\(inbound.summary) Written by the user `video-platform`; `message-id` is needed.",
            messages: [inbound.name], operation: "hear-\(inbound.name)", action: .receive,
            binding: [member("deliveryMode", .integer(2))])
    }

    private static func subscriber(_ events: [EventDescription]) -> DocumentedChannel {
        DocumentedChannel(
            name: "subscriber", place: .queue,
            description: """
                The queue of one platform, bound with the keys it was given, read by its user `subscriber-{name}`. \
                Bounded by length and age; the oldest go first.
                """,
            messages: events.map(\.name), operation: "deliver", action: .send, binding: [member("ack", .boolean(true))],
            parameter: ("name", "The platform."))
    }

    private static func queue(of service: ServiceName, _ heard: [String]) -> DocumentedChannel {
        DocumentedChannel(
            name: service.eventQueue, place: .queue, description: "What \(service.rawValue) reacts to.",
            messages: heard, operation: "react-\(service.rawValue)", action: .receive,
            binding: [member("ack", .boolean(true))])
    }

    private static func parking(of service: ServiceName, _ heard: [String]) -> DocumentedChannel {
        DocumentedChannel(
            name: service.deadKey, place: .key(exchange: BrokerNames.dead),
            description: """
                A message that \(service.rawValue) could not understand or handle: parked by the service with `x-reason`, \
                or by the broker after 21 deliveries with `x-death`. What could not be decoded has any form.
                """,
            messages: heard, operation: "park-\(service.rawValue)", action: .send,
            binding: sent(by: service.brokerUser) + [member("mandatory", .boolean(true))])
    }

    private static func deadLetters(of service: ServiceName, _ heard: [String]) -> DocumentedChannel {
        DocumentedChannel(
            name: service.deadQueue, place: .queue,
            description: "Dead letters of \(service.rawValue), for `\(service.rawValue) dead-letters`.",
            messages: heard, operation: "inspect-\(service.rawValue)", action: .receive,
            binding: [member("ack", .boolean(true))])
    }

    private static func returning(to service: ServiceName, _ heard: [String]) -> DocumentedChannel {
        DocumentedChannel(
            name: service.redriveKey, place: .key(exchange: BrokerNames.dead),
            description: """
                A dead letter that the user `operator` puts back into \(service.eventQueue); `x-original-exchange`, \
                `x-original-key` and `x-original-user` say how it first came.
                """,
            messages: heard, operation: "put-back-\(service.rawValue)", action: .send,
            binding: sent(by: BrokerNames.operatorUser) + [member("mandatory", .boolean(true))])
    }

    private static func sent(by user: String) -> [JSONValue.Member] {
        [member("userId", .string(user)), member("deliveryMode", .integer(2))]
    }

    private static func member(_ name: String, _ value: JSONValue) -> JSONValue.Member {
        JSONValue.Member(name: name, value: value)
    }

    /// Whether a topic pattern without `#` matches a routing key.
    private static func matches(_ key: String, _ pattern: String) -> Bool {
        let (key, pattern) = (key.split(separator: "."), pattern.split(separator: "."))
        return key.count == pattern.count && zip(pattern, key).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
