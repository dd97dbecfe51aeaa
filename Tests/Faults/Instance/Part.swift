// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// One service of the instance, killed and started as its own program with its own configuration.
struct Part: Sendable {
    let service: SuiteService
    let instance: Instance

    private var file: PidFile { PidFile(service.rawValue, of: instance) }

    var runs: Bool { file.process != nil }

    func signal(_ signal: Int32) {
        file.signal(signal)
    }

    func killed() async throws {
        try await file.killed()
    }

    /// Starts it in its usual place.
    ///
    /// - Parameters:
    ///   - failpoint: where it kills itself, such as `relay-before-mark:3`.
    ///   - changes: settings that differ from the usual ones.
    func start(failpoint: String? = nil, changes: [String: String] = [:]) throws {
        var settings = try instance.settings(of: service)
        settings["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        settings["LANG"] = "C.UTF-8"
        settings["HOME"] = instance.folder.path
        settings["SUITE_FAILPOINT"] = failpoint
        settings.merge(changes) { _, changed in changed }
        let process = try Program.start(
            [instance.executables.appending(path: service.rawValue).path],
            environment: settings.map { "\($0.key)=\($0.value)" },
            output: instance.folder.appending(path: "logs/\(service.rawValue).log").path)
        try file.write(process)
    }

    func isReady() async throws -> Bool {
        try await Edge.health("ready", port: try instance.setting("HEALTH_PORT", of: service)) == 200
    }

    func becomesReady(within limit: Duration = .seconds(30)) async throws {
        try await Eventually.holds("ready \(service.rawValue)", within: limit, every: .milliseconds(20)) {
            try await isReady()
        }
    }
}
