// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A process of a service that is killed, by the test or by itself at a named place.
struct DoomedReplica: Sendable {
    private let process: pid_t
    private let log: String

    /// Starts one; it need not live to be ready.
    ///
    /// - Parameter failpoint: where it kills itself, such as `after-mark` or `after-mark:3`.
    init(of service: String, failpoint: String? = nil) throws {
        log = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)").path
        // Port 0: nobody asks it for its health.
        let settings = try RunningSuite.settings(of: service).filter { !$0.hasPrefix("HEALTH_PORT=") }
        let line =
            ["/usr/bin/env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HEALTH_PORT=0"] + settings
            + (failpoint.map { ["SUITE_FAILPOINT=\($0)"] } ?? []) + [try Command.executable(service)]
        process = try Command.start(line, output: log, withErrors: true)
    }

    /// Kills it as a crash would; nothing happens to one that is gone.
    func kill() async {
        _ = Glibc.kill(process, SIGKILL)
        await isGone()
    }

    /// Waits until it has ended by itself.
    func ends(within limit: Duration = .seconds(30)) async throws {
        try await Eventually.holds("end of a doomed process", within: limit, every: .milliseconds(50)) {
            var status: Int32 = 0
            return waitpid(process, &status, WNOHANG) != 0
        }
        try? FileManager.default.removeItem(atPath: log)
    }

    private func isGone() async {
        try? await ends(within: .seconds(10))
    }
}
