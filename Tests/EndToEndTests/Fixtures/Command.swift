// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Programs that a test runs beside itself.
enum Command {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a program to its end and returns what it wrote to its standard output.
    ///
    /// - Throws: ``Failure`` with the end of what it wrote when its status is not 0.
    @discardableResult
    static func run(_ path: String, _ arguments: [String]) async throws -> String {
        // A file, not a pipe: servers started by the program would inherit a pipe and keep it open.
        let output = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)")
        let errors = output.appendingPathExtension("errors")
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: errors)
        }
        let status = await status(of: try start([path] + arguments, output: output.path, errors: errors.path))
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        guard status == 0 else {
            let complaint = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            throw Failure(
                description:
                    "\(arguments.last ?? path) ended with \(status): \(text.suffix(500)) \(complaint.suffix(500))")
        }
        return text
    }

    /// Ends a program that was started, in its own time, and waits until it has.
    static func end(_ process: pid_t) async {
        kill(process, SIGTERM)
        _ = await status(of: process)
    }

    /// What a program ended with.
    private static func status(of process: pid_t) async -> Int32 {
        await withCheckedContinuation { continuation in
            // Waiting blocks, which the cooperative threads are too few for.
            let thread = Thread {
                var status: Int32 = 0
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
            thread.start()
        }
    }

    /// Starts a program whose standard output goes to a file, its standard error too where that is wanted.
    ///
    /// Foundation's `Process` takes a program for running as long as a server that it started lives, so this is not it.
    static func start(
        _ line: [String], output: String, errors: String = "/dev/null", withErrors: Bool = false
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT, 0o600)
        if withErrors {
            posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT, 0o600)
        }
        // Swift's threads block signals, which a child would inherit: it couldn't be told to end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = line.map { strdup($0) }
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, line[0], &actions, &attributes, arguments + [nil], environ)
        guard code == 0 else { throw Failure(description: "\(line[0]): error \(code)") }
        return process
    }

    /// The path of one of the suite's executables: they are built into the folder of the tests' own bundle.
    static func executable(_ name: String) throws -> String {
        for argument in ProcessInfo.processInfo.arguments {
            let beside = URL(filePath: argument).deletingLastPathComponent().appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: beside) {
                return beside
            }
        }
        throw Failure(description: "no executable \(name) beside the tests")
    }
}
