// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Injector {
    private static let bootTime = Duration.seconds(120)

    /// Breaks the broker, has `deploy/local` start it and measures from when its port accepts.
    func breakBroker(_ breaking: () async throws -> Void) async throws {
        let port = URLComponents(string: instance.broker)?.port ?? 5672
        try await breakServer("broker", breaking, needing: SuiteService.allCases, within: bounds.broker) {
            // The port that is still open is that of the broker that is about to stop.
            try await Eventually.holds("closed port of the broker", within: .seconds(45), every: .milliseconds(5)) {
                guard let connection = Port.connection(to: port) else { return true }
                close(connection)
                return false
            }
        } accepts: {
            await Port.accepts(port, within: Self.bootTime)
        }
    }

    /// The same with Postgres, from when it answers a query: it accepts connections while it still recovers.
    func breakPostgres(_ breaking: () async throws -> Void) async throws {
        let database = Database(url: instance.database)
        try await breakServer("postgres", breaking, needing: SuiteService.ofDatabase, within: bounds.postgres) {
            try await Eventually.holds("end of Postgres", within: .seconds(20), every: .milliseconds(5)) {
                await !database.answers
            }
        } accepts: {
            try? await Eventually.holds("Postgres", within: Self.bootTime, every: .milliseconds(10)) {
                await database.answers
            }
            return .now
        }
    }

    private func breakServer(
        _ name: String, _ breaking: () async throws -> Void, needing services: [SuiteService], within bound: Duration,
        isGone: @escaping @Sendable () async throws -> Void,
        accepts: @escaping @Sendable () async -> ContinuousClock.Instant?
    ) async throws {
        try await breaking()
        // The restart stops what still runs; what is dead it starts.
        let restart = Task { [instance] in try await instance.local("restart \(name)") }
        try await isGone()
        let gone = ContinuousClock.now
        let truth = Task { [self] in try await readinessTells(of: services, from: gone) }
        let accepted = await accepts()
        truth.cancel()
        _ = try? await truth.value
        _ = try await restart.value
        guard let accepted else {
            findings.add(.stuck, "the \(name) does not accept")
            return
        }
        let answers = load.answers
        try await Eventually.holds(
            "good answer after the \(name)'s return", within: .seconds(60), every: .milliseconds(5)
        ) { answers.firstGood(after: accepted) != nil }
        let recovery = accepted.duration(to: answers.firstGood(after: accepted) ?? .now)
        record.noteRecovery(of: name, recovery)
        if recovery > bound {
            findings.add(.slow, "first good answer \(recovery) after the \(name) accepted")
        }
        for service in SuiteService.allCases {
            try await part(service).becomesReady()
        }
        // All say that they are ready, so they have to be.
        if await load.probe() == false {
            findings.add(.misled, "all are ready after the \(name)'s return, and a request fails")
        }
    }

    /// While a server is gone, whoever needs it says after a moment that it is not ready, and never takes it back.
    private func readinessTells(of services: [SuiteService], from gone: ContinuousClock.Instant) async throws {
        try await Task.sleep(until: gone + bounds.readiness)
        while !Task.isCancelled {
            for service in services where try await part(service).isReady() && !Task.isCancelled {
                findings.add(.misled, "\(service.rawValue) is ready without a server that it needs")
                return
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
