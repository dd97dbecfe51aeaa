// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// The work of one session, in order, and the loop that does it on the session's thread.
final class SessionLine: Sendable {
    /// Gets the connection, or `nil` when the session is closed.
    typealias Work = @Sendable (Connection?) -> Void

    private struct State {
        var work: [Work] = []
        var isClosed = false
        var atEnd: [@Sendable () -> Void] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let wakeUp = WakeUp()

    func append(_ work: @escaping Work) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.work.append(work) }
            return state.isClosed
        }
        if isClosed { work(nil) } else { wakeUp.signal() }
    }

    /// Ends the thread after the work at hand; `then` is called when the connection is closed.
    func close(then: @escaping @Sendable () -> Void) {
        let hasEnded = state.withLock { state in
            state.isClosed = true
            if !state.hasEnded { state.atEnd.append(then) }
            return state.hasEnded
        }
        if hasEnded { then() } else { wakeUp.signal() }
    }

    /// Connects, reports how that went, and works until closed.
    func serve(
        _ configuration: PostgresConfiguration, settings: [String: String], logger: Logger,
        opened: (Result<Void, PostgresFailure>) -> Void
    ) {
        do throws(PostgresFailure) {
            let connection = try Connection.open(configuration, logger: logger)
            for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
                let setting: Query = "select set_config(\(name), \(value), false)"
                _ = try connection.exchange([setting], until: .now + .seconds(5))
            }
            opened(.success(()))
            work(on: connection)
        } catch {
            opened(.failure(error))
        }
        end()
    }

    private func work(on connection: Connection) {
        while true {
            let (work, isClosed) = state.withLock { state in
                defer { state.work.removeAll() }
                return (state.work, state.isClosed)
            }
            for item in work { item(connection) }
            guard work.isEmpty else { continue }
            if isClosed { return }
            let socket = connection.isLost ? -1 : connection.socket
            if wakeUp.sleep(watching: socket) { connection.readUnasked() }
        }
    }

    private func end() {
        let (work, atEnd) = state.withLock { state in
            state.isClosed = true
            state.hasEnded = true
            defer {
                state.work.removeAll()
                state.atEnd.removeAll()
            }
            return (state.work, state.atEnd)
        }
        for item in work { item(nil) }
        for then in atEnd { then() }
    }
}
