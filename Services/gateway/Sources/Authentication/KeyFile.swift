// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import ServiceProcess

/// Keeps a verifier's keys the same as a JWK set in a file, looked at once a second and away from requests.
///
/// A file that can't be read or is no key set leaves the keys as they are, with a line in the log.
struct KeyFile: Service {
    /// What changes when a file is written or replaced.
    struct Mark: Equatable {
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    private let path: String
    private let verifier: TokenVerifier
    private let interval: Duration
    private let logger: Logger
    private var mark: Mark?

    /// Reads the keys for the first time.
    ///
    /// - Throws: ``ConfigurationFault`` where there are none, for without them nobody could be let in.
    init(path: String, verifier: TokenVerifier, interval: Duration = .seconds(1), logger: Logger) async throws {
        self.path = path
        self.verifier = verifier
        self.interval = interval
        self.logger = logger
        mark = Self.mark(of: path)
        do {
            let keys = try await Self.read(path)
            guard !keys.keys.isEmpty else { throw KeySetFault.noKeys }
            verifier.replace(keys: keys)
            report(keys)
        } catch {
            throw ConfigurationFault("JWKS_FILE: \(path) can't be used: \(Self.reason(error))")
        }
    }

    /// Until graceful shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var current = self
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                await current.refresh()
            }
        }
    }

    /// Reads the file again if it has changed.
    mutating func refresh() async {
        let now = Self.mark(of: path)
        guard let now, now != mark else { return }
        mark = now
        do {
            let keys = try await Self.read(path)
            verifier.replace(keys: keys)
            report(keys)
        } catch {
            logger.error("key set unusable, the old one stays", metadata: ["reason": "\(Self.reason(error))"])
        }
    }

    private func report(_ keys: KeySet) {
        logger.info(
            "keys loaded", metadata: ["usable": "\(keys.keys.count)", "unusable": "\(keys.unusable)"])
    }

    private static func read(_ path: String) async throws -> KeySet {
        try await KeySet(jwks: Array(Data(contentsOf: URL(filePath: path))))
    }

    private static func reason(_ error: any Error) -> String {
        (error as? KeySetFault)?.description ?? "it can't be read"
    }

    private static func mark(of path: String) -> Mark? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Mark(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}
