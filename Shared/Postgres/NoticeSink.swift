// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Logging

/// Sends the server's notices to the log; libpq would print them on standard error (native-clients.md 2.2.7).
final class NoticeSink {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Receives the notices of a connection from now on.
    ///
    /// The connection must be finished before this object is released.
    func attach(to connection: OpaquePointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().receive(result)
            },
            context)
    }

    private func receive(_ result: OpaquePointer) {
        let notice = ServerMessage(of: result)
        let level: Logger.Level =
            switch notice.severity {
            case "WARNING", "ERROR", "FATAL", "PANIC": .warning
            default: .debug
            }
        logger.log(
            level: level, "Postgres notice",
            metadata: [
                "severity": "\(notice.severity)", "sqlstate": "\(notice.sqlState ?? "")",
                "message": "\(notice.primary ?? "")",
            ])
    }
}
