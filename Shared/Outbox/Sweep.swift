// SPDX-License-Identifier: Apache-2.0
package import Logging
package import ServiceLifecycle

/// Work off the hot path that keeps tables bounded: batch after batch until nothing is left, again every minute.
///
/// A batch that fails is left to the next minute, with a line in the log. Every replica may sweep.
package protocol Sweep: Service {
    /// What the log says when a batch failed.
    static var failure: Logger.Message { get }
    var logger: Logger { get }

    /// One batch.
    ///
    /// - Returns: how much was done, 0 when nothing is left.
    func sweep() async throws -> Int
}

extension Sweep {
    /// Until graceful shutdown.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await sweep() > 0, !Task.isCancelled {}
                } catch {
                    logger.warning(Self.failure, metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }
}
