// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A command of the test's surroundings, such as one that restarts the server.
///
/// Not Foundation's `Process`: that waits until a server started by the command is gone, too.
enum ShellCommand {
    /// Runs the command to its end.
    ///
    /// - Returns: its exit status, -1 when it could not be started.
    static func run(_ command: String) async -> Int32 {
        await withCheckedContinuation { (continuation: CheckedContinuation<Int32, Never>) in
            Thread.detachNewThread { continuation.resume(returning: spawn(["/bin/sh", "-c", command])) }
        }
    }

    private static func spawn(_ words: [String]) -> Int32 {
        var child: pid_t = 0
        var status: Int32 = -1
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil]
        defer { for text in arguments + environment { free(text) } }
        guard posix_spawn(&child, "/bin/sh", nil, nil, arguments, environment) == 0 else { return -1 }
        while waitpid(child, &status, 0) < 0, errno == EINTR { continue }
        return status
    }
}
