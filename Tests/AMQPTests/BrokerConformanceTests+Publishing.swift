// SPDX-License-Identifier: Apache-2.0
import Glibc
import ServiceLifecycle
import Testing

@testable import AMQP

extension BrokerConformanceTests {
    @Suite struct Publishing {
        /// Else the broker goes on delivering to a connection nobody reads, until that child ends.
        @Test func noChildProcessInheritsAConnection() async throws {
            let port = in_port_t(try TestBroker.address.port).bigEndian
            let publisher = try TestBroker.publisher()
            try await TestBroker.running(publisher) {
                try #require(await publisher.becomesAvailable(within: .seconds(20)))
                let ours = (0..<Int32(1_024)).filter { descriptor in
                    var peer = sockaddr_in()
                    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                    return withUnsafeMutableBytes(of: &peer) {
                        getpeername(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
                    } == 0 && peer.sin_family == sa_family_t(AF_INET) && peer.sin_port == port
                }
                #expect(ours.count >= 2, "the connection's and the watchdog's")
                #expect(ours.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
            }
        }

        @Test func aRoutedMessageIsConfirmed() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    #expect(publisher.availability == .ready)
                    let outcome = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                    #expect(outcome == .confirmed)
                }
                #expect(publisher.availability == .disconnected)
            }
        }

        @Test func aMessageMayBeMadeWhenItsTurnComesAndWithdrawnThen() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let outcomes = Signals<PublishOutcome>()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    for message in [AMQPMessage(body: [1]), nil, AMQPMessage(body: [2])] {
                        publisher.publish(to: "", routingKey: queue, mandatory: true) {
                            message
                        } outcome: {
                            outcomes.record($0)
                        }
                    }
                    let all = try await outcomes.wait(for: 3)
                    #expect(all.count { $0 == .confirmed } == 2)
                    #expect(all.count { $0 == .unavailable(.disconnected) } == 1)
                }
            }
        }

        /// As a packer does, whose replies would be lost with the process otherwise.
        @Test func aGracefulShutdownSendsWhatOutcomesHandIn() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let outcomes = Signals<PublishOutcome>()
                let group = ServiceGroup(
                    configuration: .init(services: [.init(service: publisher)], logger: TestBroker.logger))
                async let ended: Void = group.run()
                try #require(await publisher.becomesAvailable(within: .seconds(20)))
                @Sendable func publish(rest: Int) {
                    publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true) { outcome in
                        if rest > 0 { publish(rest: rest - 1) }
                        outcomes.record(outcome)
                    }
                }
                publish(rest: 49)
                await group.triggerGracefulShutdown()
                try await ended
                let all = try await outcomes.wait(for: 50)
                #expect(all.allSatisfy { $0 == .confirmed })
                #expect(
                    await publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                        == .unavailable(.disconnected))
            }
        }

        @Test func unroutableMandatoryMessagesAreReturnedAndNoOthers() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let outcomes = Signals<Bool>()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    for number in 0..<200 {
                        let isRouted = number % 3 != 0
                        let message = AMQPMessage(body: [UInt8](repeating: 7, count: number))
                        publisher.publish(
                            message, to: "", routingKey: isRouted ? queue : "nowhere.\(queue)", mandatory: true
                        ) { outcome in
                            if case .returned(312, _) = outcome {
                                outcomes.record(!isRouted)
                            } else {
                                outcomes.record(outcome == .confirmed && isRouted)
                            }
                        }
                    }
                    #expect(try await outcomes.wait(for: 200).allSatisfy { $0 })
                }
            }
        }

        @Test func anUnroutableMessageThatIsNotMandatoryIsConfirmed() async throws {
            let publisher = try TestBroker.publisher()
            try await TestBroker.running(publisher) {
                try #require(await publisher.becomesAvailable(within: .seconds(20)))
                let outcome = await publisher.publish(
                    AMQPMessage(body: [1]), to: "", routingKey: TestBroker.name("nowhere"), mandatory: false)
                #expect(outcome == .confirmed)
            }
        }

        @Test func aFullQueueIsANack() async throws {
            let limit: [String: AMQPValue] = ["x-max-length": .integer(2), "x-overflow": .string("reject-publish")]
            try await BrokerOperator.withQueue(limit) { queue in
                let publisher = try TestBroker.publisher()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    var outcomes: [PublishOutcome] = []
                    for _ in 0..<4 {
                        outcomes.append(
                            await publisher.publish(
                                AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true))
                    }
                    #expect(outcomes == [.confirmed, .confirmed, .nacked, .nacked])
                }
            }
        }

        @Test func aMissingExchangeIsSurfacedAndThePublisherWorksOn() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                try await TestBroker.running(publisher) {
                    for _ in 0..<3 {
                        try #require(await publisher.becomesAvailable(within: .seconds(20)))
                        let refused = await publisher.publish(
                            AMQPMessage(body: [1]), to: TestBroker.name("missing"), routingKey: "k", mandatory: false)
                        guard case .returned(404, let text) = refused else {
                            Issue.record("\(refused)")
                            return
                        }
                        #expect(text.contains("NOT_FOUND"))
                    }
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    let outcome = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                    #expect(outcome == .confirmed)
                }
            }
        }

        @Test func aForeignUserIDIsRefusedAndSurfaces() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    let refused = await publisher.publish(
                        AMQPMessage(body: [1], userID: "somebody-else"), to: "", routingKey: queue, mandatory: true)
                    guard case .returned(406, let text) = refused else {
                        Issue.record("\(refused)")
                        return
                    }
                    #expect(text.contains("user_id"))
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    let user = try TestBroker.address.user
                    let outcome = await publisher.publish(
                        AMQPMessage(body: [1], userID: user), to: "", routingKey: queue, mandatory: true)
                    #expect(outcome == .confirmed)
                }
            }
        }

        @Test func whatCannotBePutOnTheWireIsRefusedWithoutHarm() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    let long = String(repeating: "x", count: 200_000)
                    for message in [
                        AMQPMessage(body: [], correlationID: long),
                        AMQPMessage(body: [], headers: ["h": .string(long)]),
                    ] {
                        let outcome = await publisher.publish(message, to: "", routingKey: queue, mandatory: true)
                        guard case .returned(502, _) = outcome else {
                            Issue.record("\(outcome)")
                            return
                        }
                    }
                    let outcome = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                    #expect(outcome == .confirmed)
                }
            }
        }

        @Test func aBurstBeyondTheLimitIsFullAndEveryOutcomeComesOnce() async throws {
            try await BrokerOperator.withQueue { queue in
                var limits = AMQPPublisherLimits()
                limits.messages = 16
                let publisher = try TestBroker.publisher(limits: limits)
                let outcomes = Signals<PublishOutcome>()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    let burst = 20_000
                    for _ in 0..<burst {
                        publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: false) {
                            outcomes.record($0)
                        }
                    }
                    let seen = try await outcomes.wait(for: burst)
                    #expect(seen.contains(.unavailable(.full)) && seen.contains(.confirmed))
                    #expect(seen.allSatisfy { $0 == .confirmed || $0 == .unavailable(.full) })
                    let after = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: false)
                    #expect(after == .confirmed)
                    #expect(outcomes.all.count == burst)
                }
            }
        }

        @Test func withoutAConnectionEverythingIsRefusedAtOnce() async throws {
            let publisher = try TestBroker.publisher()
            let outcome = await publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: "k", mandatory: false)
            #expect(outcome == .unavailable(.disconnected))
            #expect(await !publisher.becomesAvailable(within: .milliseconds(10)))
        }

        @Test func aWrongPasswordIsALoginFailureWithTheBrokersCode() async throws {
            var address = try TestBroker.address
            address.password = "wr0ng-password"
            let failures = Signals<AMQPFailure>()
            let refused = address
            await ConnectionThread<PublisherRole>.run(named: "login") {
                do throws(AMQPFailure) {
                    _ = try Connection(
                        to: refused, name: "login", heartbeat: .seconds(10), timeout: .seconds(10),
                        frameBytes: 131_072)
                } catch {
                    failures.record(error)
                }
            }
            let failure = try #require(failures.all.first)
            #expect(failure.code == .login && failure.replyCode == 403)
            #expect(!"\(failure)".contains("wr0ng-password"))
        }
    }
}
