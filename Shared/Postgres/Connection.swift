// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Glibc
import Logging
import Observability

/// One libpq connection, always in non-blocking pipeline mode, used only by the thread that opened it.
///
/// Work goes in segments: a few statements up to one Sync, which the server treats as one implicit transaction
/// (native-clients.md 2.2.4). Once ``isLost`` is true nothing more can be done with it but let it go.
final class Connection {
    let handle: OpaquePointer
    let user: String

    /// When it should be replaced, so that load moves to new servers and memory of old backends is freed.
    let retiresAt: ContinuousClock.Instant

    /// When it last answered.
    private(set) var lastAnswer = ContinuousClock.now

    /// Whether the conversation ended, by either side or in confusion.
    private(set) var isLost = false

    /// Whether it ended because no answer came in time; the server's other connections may be as dead.
    private(set) var fellSilent = false

    var statements = StatementCache()
    private let notices: NoticeSink
    /// Parameters of one statement, side by side; kept for its capacity.
    private var parameters: [UInt8] = []

    /// Takes over an established connection.
    init(handle: OpaquePointer, user: String, notices: NoticeSink) {
        self.handle = handle
        self.user = user
        self.notices = notices
        retiresAt = .now + .seconds(30 * 60) + .seconds(Int.random(in: 0...300))
        PostgresMetrics.process.connections.add(1)
    }

    deinit {
        PostgresMetrics.process.connections.add(-1)
        PQfinish(handle)
    }

    var socket: Int32 { PQsocket(handle) }

    /// Whether no transaction is open and nothing is under way; only then may other work use the connection.
    var isIdle: Bool { !isLost && PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Whether a transaction is open and healthy.
    var isInTransaction: Bool { !isLost && PQtransactionStatus(handle) == PQTRANS_INTRANS }

    /// Sends a segment and waits for its answers.
    ///
    /// - Throws: ``PostgresFailure`` of the first statement that failed, or of a lost connection (``isLost``).
    func exchange(
        _ queries: [Query], discarding: Int = 0, background: Bool = false, until limit: ContinuousClock.Instant
    ) throws(PostgresFailure) -> [Rows] {
        let segment = try send(queries, discarding: discarding, background: background)
        return try receive(segment, until: limit).get()
    }

    /// Queues the statements and a Sync after them; libpq sends what the socket takes.
    ///
    /// - Parameters:
    ///   - discarding: of how many of the first statements nobody wants the rows.
    ///   - background: whether the statements run as the background role.
    /// - Throws: ``PostgresFailure`` for a query that cannot be sent (nothing was sent) or a lost connection.
    func send(
        _ queries: [Query], discarding: Int = 0, background: Bool
    ) throws(PostgresFailure) -> Segment {
        for query in queries { try query.checkSendable() }
        var segment = Segment()
        for (position, query) in queries.enumerated() {
            let key = Statement.Key(sql: query.sql, types: query.binds.map(\.type), isBackground: background)
            let statement: Statement
            if let known = statements[key] {
                statement = known
            } else {
                statement = statements.add(key)
                guard prepare(statement) else { throw lose(.unreachable) }
                segment.steps.append(.preparation(of: statement))
            }
            guard execute(statement, query.binds) else { throw lose(.unreachable) }
            segment.steps.append(.answer(to: statement, isWanted: position >= discarding))
        }
        guard PQpipelineSync(handle) == 1 else { throw lose(.unreachable) }
        return segment
    }

    /// Notes that the conversation cannot go on.
    func lose(_ code: PostgresFailure.Code, sqlState: String? = nil, summary: String? = nil) -> PostgresFailure {
        isLost = true
        if code == .late { fellSilent = true }
        return PostgresFailure(code, sqlState: sqlState, summary: summary)
    }

    func answered() {
        lastAnswer = .now
    }

    private func prepare(_ statement: Statement) -> Bool {
        let types = statement.key.types.map { Oid($0.rawValue) }
        return PQsendPrepare(handle, statement.name, statement.key.sql, Int32(types.count), types) == 1
    }

    /// All parameters and all results in binary format (native-clients.md M15).
    private func execute(_ statement: Statement, _ binds: [Bind]) -> Bool {
        // One byte before them all, so that an empty value has an address and is not taken for NULL.
        parameters.removeAll(keepingCapacity: true)
        parameters.append(0)
        let offsets = binds.map { bind -> Int? in
            guard let bytes = bind.bytes else { return nil }
            defer { parameters += bytes }
            return parameters.count
        }
        let lengths = binds.map { Int32(clamping: $0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: binds.count)
        return parameters.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return PQsendQueryPrepared(
                handle, statement.name, Int32(binds.count), values, lengths, formats, 1) == 1
        }
    }
}
