// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Injector {
    /// Puts a proxy between a service and one of its servers and has it go silent under load.
    func silence(_ service: SuiteService, _ setting: String, _ bound: Duration) async throws {
        let part = part(service)
        guard var url = URLComponents(string: try instance.setting(setting, of: service)), let port = url.port else {
            throw Instance.Unset(name: setting)
        }
        let proxy = try SilentProxy(to: port)
        url.port = proxy.port
        try await part.killed()
        record.noteKill(of: service, at: nil)
        try part.start(changes: [setting: url.string ?? ""])
        try await part.becomesReady()
        try await load.makesProgress(10)
        let isBroker = setting == "AMQP_URL"
        // A pool has a new connection within milliseconds where it can, too soon to be seen.
        proxy.goSilent(holdingNew: !isBroker)
        let begun = ContinuousClock.now
        let server = isBroker ? "silent broker" : "silent Postgres"
        try await Eventually.holds("notice of a \(server)", within: bound * 2, every: .milliseconds(20)) {
            try await !part.isReady()
        }
        noteSilence("\(server) noticed", begun, bound)
        proxy.passNew()
        let passed = isBroker ? begun : ContinuousClock.now
        try await load.makesProgress(10, within: bound * 3)
        noteSilence("good answers after silence of \(setting)", passed, bound + .seconds(5))
        try await part.killed()
        record.noteKill(of: service, at: nil)
        try part.start()
        try await part.becomesReady()
    }

    private func noteSilence(_ what: String, _ begun: ContinuousClock.Instant, _ bound: Duration) {
        let elapsed = begun.duration(to: .now)
        record.noteRecovery(of: what, elapsed)
        if elapsed > bound {
            findings.add(.slow, "\(what) after \(elapsed)")
        }
    }

    /// Publishers are refused at once, and work again when the alarm is over.
    func memoryAlarm() async throws {
        try await underMemoryAlarm {
            let settled = ContinuousClock.now + .milliseconds(500)
            try await Task.sleep(for: .seconds(6))
            let refusals = load.answers.answers(503, in: settled..<ContinuousClock.now)
            if refusals.isEmpty {
                findings.add(.fault, "nobody was refused under a memory alarm")
            }
            let slowest = refusals.map(\.elapsed).max() ?? .zero
            record.noteRecovery(of: "refusal under a memory alarm", slowest)
            if slowest > bounds.postgres {
                findings.add(.slow, "a refusal under a memory alarm took \(slowest)")
            }
        }
        let over = ContinuousClock.now
        try await load.makesProgress()
        record.noteRecovery(of: "good answers after a memory alarm", over.duration(to: .now))
    }

    /// No connection is given up while nobody has anything to say.
    func idle() async throws {
        try await load.resting {
            try await keepingConnections { try await Task.sleep(for: .seconds(26)) }
        }
    }

    /// Nor while publishers are blocked.
    func idleBlocked() async throws {
        try await keepingConnections {
            try await underMemoryAlarm { try await Task.sleep(for: .seconds(26)) }
        }
    }

    private func underMemoryAlarm(_ body: () async throws -> Void) async throws {
        try await instance.local("rabbitmqctl -q set_vm_memory_high_watermark 0.00001")
        let result: Result<Void, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        try await instance.local("rabbitmqctl -q set_vm_memory_high_watermark 0.4")
        try result.get()
    }

    private func keepingConnections(_ body: () async throws -> Void) async throws {
        let before = try await connections()
        try await body()
        let gone = before.subtracting(try await connections())
        for connection in gone {
            findings.add(.dropped, "connection \(connection) was given up")
        }
    }

    /// The services' connections by the names of both ends; this program's own, under a service's login, is none.
    private func connections() async throws -> Set<String> {
        let names = SuiteService.allCases.map(\.rawValue)
        let lines = try await instance.local("rabbitmqctl -q list_connections user name client_properties")
        return Set(
            lines.split(separator: "\n").map(String.init).filter { line in
                names.contains { line.hasPrefix("\($0)\t") } && !line.contains("faults")
            })
    }
}
