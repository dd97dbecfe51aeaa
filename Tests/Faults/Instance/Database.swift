// SPDX-License-Identifier: Apache-2.0
import Logging
import Postgres

/// The instance's database as its superuser sees it.
struct Database: Sendable {
    let url: String
    private let logger = Logger(label: "faults") { _ in SwiftLogNoOpLogHandler() }

    /// Runs `body` in a session of its own.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        let configuration = try PostgresConfiguration(url: url, applicationName: "faults")
        let session = try await PostgresSession.open(configuration, logger: logger)
        let result: Result<Value, any Error>
        do {
            result = .success(try await session.perform(within: .seconds(60), body))
        } catch {
            result = .failure(error)
        }
        await session.close()
        return try result.get()
    }

    /// The value of the only row's column `value`.
    func number(_ query: Query) async throws -> Int {
        Int(try await perform { try $0.query(query).first?.decode("value", as: Int64.self) ?? 0 })
    }

    /// Whether it takes queries at this moment.
    var answers: Bool {
        get async { (try? await number("select 1::bigint as value")) == 1 }
    }
}
