// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing

/// What requests were answered while something was broken.
final class Outcomes: Sendable {
    struct Outcome: Sendable {
        let reply: Reply?
        let error: String?
        let elapsed: Duration
    }

    private let all = Mutex<[Outcome]>([])

    /// Asks once and keeps what came of it.
    @discardableResult
    func record(_ ask: () async throws -> Reply) async -> Outcome {
        let start = ContinuousClock.now
        let outcome: Outcome
        do {
            outcome = Outcome(reply: try await ask(), error: nil, elapsed: start.duration(to: .now))
        } catch {
            outcome = Outcome(reply: nil, error: "\(error)", elapsed: start.duration(to: .now))
        }
        all.withLock { $0.append(outcome) }
        return outcome
    }

    /// Asks in several lanes again and again while the body runs.
    func whileAsking<Value: Sendable>(
        lanes: Int = 4, _ ask: @escaping @Sendable (_ lane: Int) async throws -> Reply, _ body: () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let isOver = Flag()
            for lane in 0..<lanes {
                group.addTask {
                    while !isOver.isSet {
                        await self.record { try await ask(lane) }
                        // A pause, so that refusals at once don't fill the machine.
                        try? await Task.sleep(for: .milliseconds(20))
                    }
                }
            }
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            isOver.set()
            try await group.waitForAll()
            return try result.get()
        }
    }

    func count(of statuses: Int...) -> Int {
        all.withLock { outcomes in outcomes.count { statuses.contains($0.reply?.status ?? 0) } }
    }

    var replies: [Reply] { all.withLock { $0.compactMap(\.reply) } }

    /// Every request was answered, in time, with success or with a problem that says when to ask again.
    func areAnswers(_ expected: Set<Int>, _ location: SourceLocation = #_sourceLocation) throws {
        let outcomes = all.withLock { $0 }
        let lost = outcomes.compactMap(\.error)
        #expect(
            lost.isEmpty, "\(lost.count) of \(outcomes.count), first: \(lost.first ?? "")", sourceLocation: location)
        let late = outcomes.map(\.elapsed).filter { $0 > Gateway.patience }
        #expect(late.isEmpty, "\(late.count) late, longest \(late.max() ?? .zero)", sourceLocation: location)
        for reply in outcomes.compactMap(\.reply) {
            #expect(expected.contains(reply.status), "\(reply.text.prefix(300))", sourceLocation: location)
            if reply.status == 503 || reply.status == 504 {
                try reply.isProblem(reply.status, reply.status == 503 ? "unavailable" : "late", location)
                let seconds = reply.header("Retry-After").flatMap(Int.init) ?? 0
                #expect(seconds > 0, "no Retry-After", sourceLocation: location)
            }
        }
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }
}
