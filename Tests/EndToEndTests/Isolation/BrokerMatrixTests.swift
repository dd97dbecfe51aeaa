// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import Testing

/// Every broker user, tried on everything there is but its own.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason), .timeLimit(.minutes(3)))
struct BrokerMatrixTests {
    private static let services = RunningSuite.databaseServices
    private static let users = services + ["gateway", "operator", "video-platform", "subscriber-local"]
    private static let exchanges = [
        "appointments.requests", "appointments.replies", "appointments.events", "appointments.inbound",
        "appointments.dead",
    ]
    private static let queues =
        services.flatMap { ["\($0).events", "\($0).events.dead", "\($0).requests", "\($0).private"] }
        + ["subscriber.local"]

    /// Which queues a user reads; nothing else is anybody's.
    private static func reads(_ user: String, _ queue: String) -> Bool {
        switch user {
        case "operator": queue.hasSuffix(".events.dead")
        case "subscriber-local": queue == "subscriber.local"
        default: queue.hasPrefix("\(user).")
        }
    }

    /// Services declare and bind their own request queues themselves.
    private static func configures(_ user: String, _ queue: String) -> Bool {
        queue == "\(user).requests" || queue == "\(user).private"
    }

    private static func refusals(of user: String, _ attempts: [BrokerProbe.Attempt]) async throws {
        let codes = try await BrokerProbe.codes(of: attempts, as: try Broker.url(ofUser: user))
        for (attempt, code) in zip(attempts, codes) where code != 403 {
            Issue.record("\(user) \(attempt.joined(separator: " ")): \(code)")
        }
    }

    /// A user that comes into the definitions has to come in here as well.
    @Test func everyUserIsTried() throws {
        let file = RunningSuite.checkout.appending(path: "deploy/rabbitmq/definitions.json")
        let definitions = try JSONValue.parse(Array(try Data(contentsOf: file)), limits: .message)
        let names = Set(definitions["users"]?.elements?.compactMap { $0["name"]?.text } ?? [])
        #expect(names.union(["subscriber-local"]).subtracting(["administrator"]) == Set(Self.users))
        let known = Set(definitions["exchanges"]?.elements?.compactMap { $0["name"]?.text } ?? [])
        #expect(known == Set(Self.exchanges))
    }

    @Test(arguments: users) func noOthersQueueIsReadOrEmptied(user: String) async throws {
        let foreign = Self.queues.filter { !Self.reads(user, $0) }
        #expect(foreign.count >= Self.queues.count - 4)
        try await Self.refusals(of: user, foreign.flatMap { [["get", $0], ["consume", $0], ["purge", $0]] })
    }

    @Test(arguments: users) func noQueueIsMadeChangedOrDeletedThatIsNotTheirs(user: String) async throws {
        let foreign = Self.queues.filter { !Self.configures(user, $0) }
        try await Self.refusals(
            of: user,
            foreign.flatMap { [["delete", $0], ["declare", $0]] }
                + [["declare", "intruder"], ["declare", "subscriber.intruder"], ["declare", "\(user).intruder"]])
        // Whoever binds a queue of another's, or its own to what is not meant for it, would hear what is not theirs.
        try await Self.refusals(
            of: user,
            foreign.flatMap { queue in Self.exchanges.map { ["bind", queue, $0, "#"] } })
    }

    @Test(arguments: users) func noExchangeIsMadeDeletedOrLinked(user: String) async throws {
        try await Self.refusals(
            of: user,
            Self.exchanges.flatMap { [["unexchange", $0], ["link", "amq.fanout", $0], ["link", $0, "amq.fanout"]] }
                + [["exchange", "intruder"], ["exchange", "appointments.intruder"]])
    }

    /// A request queue is its service's to bind, but only to its own keys and only to requests.
    @Test(arguments: services) func aServiceBindsItsOwnRequestsOnly(service: String) async throws {
        let neighbours = Self.services.filter { $0 != service }
        let keys = neighbours.flatMap { ["\($0).public", "\($0).private"] } + ["#", "*.public", "\(service).*"]
        let own = "\(service).requests"
        try await Self.refusals(
            of: service,
            keys.map { ["bind", own, "appointments.requests", $0] }
                + ["appointments.events", "appointments.inbound", "appointments.dead"].map { ["bind", own, $0, "#"] })
    }

    /// Where each may write something, and so could try to write it in another's name.
    private static func writable(_ user: String) -> (exchange: String, key: String)? {
        switch user {
        case "gateway": ("appointments.requests", "scheduling.public")
        case "operator": ("appointments.dead", "calendar.redrive")
        case "video-platform": ("appointments.inbound", "conference.joined.v1")
        case "subscriber-local": nil
        default: ("appointments.dead", "\(user).dead")
        }
    }

    @Test(arguments: users) func nobodyWritesInAnothersName(user: String) async throws {
        guard let place = Self.writable(user) else {
            try await Self.refusals(of: user, Self.exchanges.map { ["publish", $0, "x", user] })
            return
        }
        let others = Self.users.filter { $0 != user } + ["administrator", "nobody"]
        let codes = try await BrokerProbe.codes(
            of: others.map { ["publish", place.exchange, place.key, $0] }, as: try Broker.url(ofUser: user))
        #expect(codes == others.map { _ in 406 }, "\(user)")
    }

    /// Every key of every exchange, but those that are theirs.
    @Test(arguments: users) func nobodyWritesAKeyThatIsNotTheirs(user: String) async throws {
        let requests = Self.services.flatMap { ["\($0).public", "\($0).private"] }
        let dead = Self.services.flatMap { ["\($0).dead", "\($0).redrive"] }
        let events = EventConformance.events.map { ($0.name, $0.publisher.brokerUser) }
        var attempts: [BrokerProbe.Attempt] = []
        for key in requests + ["gateway.public", "x", ""] where !Self.mayAsk(user, key) {
            attempts.append(["publish", "appointments.requests", key, user])
        }
        for (key, publisher) in events + [("appointment.reinvented.v1", ""), ("x", ""), ("", "")]
        where publisher != user {
            attempts.append(["publish", "appointments.events", key, user])
        }
        for key in dead + [""]
        where key != (user == "operator" ? "\(key.prefix { $0 != "." }).redrive" : "\(user).dead") {
            attempts.append(["publish", "appointments.dead", key, user])
        }
        for key in ["conference.joined.v1", "appointment.scheduled.v1", ""]
        where !(user == "video-platform" && key.hasPrefix("conference.")) {
            attempts.append(["publish", "appointments.inbound", key, user])
        }
        // The default exchange leads to any queue.
        attempts += Self.queues.map { ["publish", "", $0, user] }
        try await Self.refusals(of: user, attempts)
    }

    /// No topic permission looks at a message's other keys, nor at what a queue dead-letters.
    @Test(arguments: users.filter { user in !EventConformance.events.contains { $0.publisher.brokerUser == user } })
    func whoPublishesNoEventsHasNoWayAround(user: String) async throws {
        try await Self.refusals(
            of: user,
            [
                ["publish", "appointments.events", "", user, "appointment.scheduled.v1"],
                ["redirect", "replies.0", "appointments.events"],
            ])
    }

    /// Who asks whom: the gateway everybody in public, and services those they need in private.
    private static func mayAsk(_ user: String, _ key: String) -> Bool {
        let asked: [String: Set<String>] = [
            "gateway": Set(services.map { "\($0).public" }),
            "scheduling": ["participants.private", "notifications.private"],
            "participants": ["scheduling.private", "notifications.private"],
            "calendar": ["scheduling.private"],
            "notifications": ["scheduling.private", "participants.private"],
        ]
        return asked[user]?.contains(key) == true
    }
}
