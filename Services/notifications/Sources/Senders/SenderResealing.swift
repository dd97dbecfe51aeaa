// SPDX-License-Identifier: Apache-2.0
import Logging
import Postgres
import ServiceLifecycle

/// Seals anew what is sealed with a key that no longer seals, so that an old key can be removed from the configuration.
struct SenderResealing: Service {
    /// Replicas of the old configuration may go on for a while.
    private static let pause = Duration.seconds(600)

    let database: PostgresPool
    let sealing: Sealing
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await reseal()
                    if count > 0 {
                        logger.info("senders sealed anew", metadata: ["count": "\(count)"])
                    }
                } catch {
                    logger.warning("sealing anew failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// - Parameter limit: how many are looked at in one transaction, which keeps them from being changed meanwhile.
    /// - Returns: how many were sealed anew; what no configured key opens stays as it is.
    func reseal(atMost limit: Int = 100) async throws -> Int {
        var count = 0
        var last: String? = ""
        while let after = last {
            let batch = try await reseal(after: after, atMost: limit)
            count += batch.count
            last = batch.last
        }
        return count
    }

    /// - Returns: how many were sealed anew, and the last that was looked at, nil where there was none.
    private func reseal(after id: String, atMost limit: Int) async throws -> (count: Int, last: String?) {
        let sealing = sealing
        return try await database.transaction(.background, until: .now.advanced(by: .seconds(10))) { transaction in
            var count = 0
            var last: String?
            for row in try transaction.query(Self.sealedOtherwise(than: sealing.currentKey, after: id, limit)) {
                let id = try row.decode("id", as: String.self)
                last = id
                let application = try row.decode("application_id", as: String.self)
                guard let bytes = try? sealing.open(row.decode("sealed"), for: application) else { continue }
                let sealed = try sealing.seal(bytes, for: application)
                count += try transaction.execute(Self.replace(id, sealed, sealing.currentKey))
            }
            return (count, last)
        }
    }
}

extension SenderResealing {
    private static func sealedOtherwise(than key: String, after id: String, _ limit: Int) -> Query {
        """
        select id, application_id, sealed from senders where key_id <> \(key) and id > \(id)
        order by id limit \(limit) for update skip locked
        """
    }

    private static func replace(_ id: String, _ sealed: [UInt8], _ key: String) -> Query {
        "update senders set sealed = \(sealed), key_id = \(key) where id = \(id)"
    }
}
