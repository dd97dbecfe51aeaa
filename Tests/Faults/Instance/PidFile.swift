// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A process by its name, as `deploy/lib/process.sh` keeps it: pid, start time and boot.
struct PidFile: Sendable {
    private let file: URL

    init(_ name: String, of instance: Instance) {
        file = instance.folder.appending(path: "run/\(name).pid")
    }

    /// The process, nil when it doesn't run.
    var process: pid_t? {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 3, let process = pid_t(words[0]), Self.startTime(of: process) == String(words[1]) else {
            return nil
        }
        return process
    }

    /// Notes a process that was started here, so that `deploy/local` finds it.
    func write(_ process: pid_t) throws {
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let line = "\(process) \(Self.startTime(of: process) ?? "") \(boot)"
        try line.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Sends a signal.
    ///
    /// - Returns: whether there was a process to send it to.
    @discardableResult
    func signal(_ signal: Int32) -> Bool {
        process.map { kill($0, signal) == 0 } ?? false
    }

    /// Kills it as a crash would, if it runs, and waits until it is gone.
    func killed() async throws {
        signal(SIGKILL)
        try await Eventually.holds("end of \(file.lastPathComponent)", within: .seconds(10), every: .milliseconds(5)) {
            process == nil
        }
    }

    /// In ticks since boot (proc(5), field 22); nil for a process that is dead or unreaped. One of ours is reaped.
    ///
    /// A killed process whose first thread is a zombie holds its ports until its last thread (field 20) is gone.
    private static func startTime(of process: pid_t) -> String? {
        var status: Int32 = 0
        _ = waitpid(process, &status, WNOHANG)
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[line.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "X", fields[0] != "Z" || Int(fields[17]) ?? 0 > 1 else { return nil }
        return String(fields[19])
    }
}
