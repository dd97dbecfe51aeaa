// SPDX-License-Identifier: Apache-2.0
import Contract
package import Postgres
package import Time

/// The codes that wait to be sent, and the steps of each on its way to the provider, with the promises of the ``Ledger``:
/// what was submitted is never submitted again by itself, what wasn't is never lost while it is valid.
///
/// Whatever ends a code's way wipes the code and its address.
package struct CodeQueue: Sendable {
    private let database: PostgresPool
    private let clock: WallClock

    private static let patience = Duration.seconds(5)

    package init(database: PostgresPool, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    /// Claims what is due, the longest waiting first, passing over what another dispatcher is claiming.
    ///
    /// - Parameter lines: of which nothing is claimed (``Carried/line``).
    package func claim(atMost limit: Int, passingOver lines: [String] = []) async throws -> [PendingCode] {
        let now = clock.now()
        return try await change { database in
            try database.query(Self.claim(dueAt: now, atMost: limit, passingOver: lines)).map { try Self.code($0) }
        }
    }

    /// When the next code is due, nil when none waits.
    package func nextDue() async throws -> Instant? {
        let rows = try await database.read(.background, until: .now.advanced(by: Self.patience), Self.nextDue)
        return try rows.first?.first?.decodeIfPresent("due")
    }

    /// Notes durably that the provider is about to be called; from then on the code may be used.
    ///
    /// - Returns: false when it isn't ours to send any more.
    package func mark(_ code: PendingCode) async throws -> Bool {
        let now = clock.now()
        return try await change { try $0.execute(Self.mark(code, at: now)) == 1 }
    }

    /// Ends a code's way, or lets it wait again, after the provider's word.
    package func settle(_ code: PendingCode, _ settlement: Settlement) async throws {
        let now = clock.now()
        let query =
            switch settlement {
            case .sent: Self.end(code, "sent", nil)
            case .failed(let reason): Self.end(code, "failed", reason)
            case .uncertain(let reason): Self.end(code, "uncertain", reason)
            case .again(let seconds, let reason):
                now + .seconds(seconds) < code.expires
                    ? Self.waitAgain(code, reason, next: now + .seconds(seconds)) : Self.end(code, "failed", reason)
            }
        _ = try await change { try $0.execute(query) }
    }

    /// Ends the way of a code that is not to be sent.
    package func withhold(_ code: PendingCode) async throws {
        _ = try await change { try $0.execute(Self.end(code, "withheld", nil)) }
    }

    /// Gives a claim back untried.
    package func release(_ code: PendingCode, for pause: Duration = .zero) async throws {
        let next = clock.now() + pause
        _ = try await change { try $0.execute(Self.release(code, next: next)) }
    }

    /// Takes back the claims of dispatchers that are gone: unmarked codes wait again, of marked ones nobody knows whether
    /// the provider has them.
    package func recover() async throws {
        try await change { database in
            try database.execute(Self.releaseUnmarked)
            try database.execute(Self.endMarked)
        }
    }

    @discardableResult
    private func change<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Result
    ) async throws -> Result {
        try await database.transaction(.background, until: .now.advanced(by: Self.patience), body)
    }
}
