// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Programs that run beside this one.
enum Program {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a program to its end and returns what it wrote to its standard output.
    ///
    /// - Throws: ``Failure`` with the end of what it wrote when its status is not 0.
    static func run(_ line: [String]) async throws -> String {
        // A file, not a pipe: servers started by the program would inherit a pipe and keep it open.
        let output = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let process = try start(line, output: output.path)
        let status = await status(of: process)
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        guard status == 0 else {
            throw Failure(description: "\(line.last ?? "") ended with \(status): \(text.suffix(600))")
        }
        return text
    }

    /// Starts a program in a process group of its own: an interrupt at the terminal is not meant for it.
    ///
    /// - Parameter environment: its whole environment; nil passes this process' on.
    static func start(_ line: [String], environment: [String]? = nil, output: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let arguments = line.map { strdup($0) }
        let inherited = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        let variables = (environment ?? inherited).map { strdup($0) }
        defer { (arguments + variables).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(
            &process, line.first ?? "", &actions, &attributes, arguments + [nil], variables + [nil])
        guard code == 0 else { throw Failure(description: "\(line.first ?? ""): error \(code)") }
        return process
    }

    private static func status(of process: pid_t) async -> Int32 {
        await withCheckedContinuation { continuation in
            // Waiting blocks, which the cooperative threads are too few for.
            Thread {
                var status: Int32 = 0
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }.start()
        }
    }
}
