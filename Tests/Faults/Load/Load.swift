// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Clients that go on asking whatever breaks: each lane has appointments of its own and takes one step at a time.
final class Load: Sendable {
    private enum State {
        case runs, rests, ended
    }

    let instance: Instance
    /// The application of this cycle, which nobody else uses.
    let application: String
    let ledger: Ledger
    let answers = Answers()
    let findings: Findings

    private let lanes: Int
    private let token: String
    private let state = Mutex(State.runs)

    init(instance: Instance, application: String, ledger: Ledger, lanes: Int, findings: Findings) async throws {
        self.instance = instance
        self.application = application
        self.ledger = ledger
        self.lanes = lanes
        self.findings = findings
        token = try await instance.token(role: "SUPERVISOR", user: "supervisor", application: application)
    }

    /// Where the customers of this cycle have their mail.
    var domain: String { "\(application).example.org" }

    var hasEnded: Bool { state.withLock { $0 == .ended } }
    private var rests: Bool { state.withLock { $0 == .rests } }

    /// Runs all lanes until ``end()``.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<lanes {
                group.addTask {
                    var lane = Lane(number, of: self)
                    while !self.hasEnded {
                        if !self.rests { try await lane.step() }
                        try await Task.sleep(for: .milliseconds(Int.random(in: 20...80)))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    func end() { state.withLock { $0 = .ended } }

    /// Keeps all lanes from beginning anything while `body` runs.
    func resting(_ body: () async throws -> Void) async throws {
        state.withLock { $0 = .rests }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        state.withLock { $0 = $0 == .ended ? .ended : .runs }
        try result.get()
    }

    /// Sends one request and keeps what came of it in time.
    ///
    /// - Returns: nil where no answer came.
    func ask(
        _ operation: LedgerLine.Operation, _ method: String, _ path: String, key: String? = nil, body: [UInt8]? = nil
    ) async -> Edge.Reply? {
        let began = ContinuousClock.now
        let reply = try? await Edge.send(method, instance.gateway + path, token: token, key: key, body: body)
        answers.note(Answers.Answer(operation: operation, began: began, ended: .now, status: reply?.status ?? 0))
        if let reply, reply.status == 500 {
            findings.add(
                .fault, "500 for \(operation.rawValue): \(String(decoding: reply.body.prefix(200), as: UTF8.self))")
        }
        if let reply, [503, 504].contains(reply.status), !reply.hasRetryAfter {
            findings.add(.fault, "\(reply.status) for \(operation.rawValue) without Retry-After")
        }
        return reply
    }

    /// Whether one request is answered well at this moment.
    func probe() async -> Bool {
        let reply = await ask(.list, "GET", "/api/appointments/?pageSize=1")
        return reply?.status == 200
    }

    /// Waits until so many good answers came to requests that began from now on.
    func makesProgress(_ count: Int = 3, within limit: Duration = .seconds(30)) async throws {
        let begun = ContinuousClock.now
        try await Eventually.holds("\(count) good answers", within: limit, every: .milliseconds(10)) {
            answers.good(since: begun) >= count
        }
    }
}
