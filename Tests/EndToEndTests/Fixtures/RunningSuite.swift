// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Logging
import Testing

/// The suite that runs beside the tests, as the environment describes it (the lines of an instance's `env` file).
enum RunningSuite {
    static let environment = ProcessInfo.processInfo.environment

    /// Whether there is one: otherwise every test here is skipped for ``skipReason``.
    static let isThere = environment["GATEWAY_URL"] != nil
    static let skipReason: Comment = "GATEWAY_URL is unset: these tests need a running suite (deploy/local test)"

    /// Whether its parts may be killed and restarted.
    static let canBeBroken = isThere && environment["SUITE_TEST_LOCAL"] != nil
    static let unbreakableReason: Comment = "SUITE_TEST_LOCAL is unset: the command line of deploy/local"

    /// The databases' services, each with a schema, a login and a broker user of its name.
    static let databaseServices = ["scheduling", "participants", "calendar", "notifications"]

    /// The checkout these tests were built from.
    static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Says nothing.
    static let logger = Logger(label: "end-to-end") { _ in SwiftLogNoOpLogHandler() }

    /// A line of the environment.
    static func value(_ name: String) throws -> String {
        try #require(environment[name], "\(name) is unset")
    }

    /// The folder of the issuer's and the verifier's keys.
    static var keys: String {
        get throws { URL(filePath: try value("JWKS_FILE")).deletingLastPathComponent().path }
    }

    /// What a part of the suite has written so far.
    static func log(of part: String) throws -> String {
        let file = URL(filePath: try keys).deletingLastPathComponent().appending(path: "logs/\(part).log")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// A service's own configuration, `NAME=value` each: with its logins, not with an administrator's.
    static func settings(of service: String) throws -> [String] {
        let file = URL(filePath: try keys).deletingLastPathComponent().appending(path: "services/\(service).env")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// One setting of a service's own configuration.
    static func setting(_ name: String, of service: String) throws -> String {
        let line = try settings(of: service).first { $0.hasPrefix("\(name)=") }
        return String(try #require(line, "\(service) has no \(name)").dropFirst(name.count + 1))
    }

    /// Runs a verb of `deploy/local` on this instance and returns what it printed.
    @discardableResult
    static func local(_ verb: String) async throws -> String {
        let line = "\(try value("SUITE_TEST_LOCAL")) \(verb)"
        return try await Command.run("/bin/sh", ["-c", line])
    }

    /// A password of the instance, by its name.
    static func secret(_ name: String) throws -> String {
        let file = URL(filePath: try keys).deletingLastPathComponent().appending(path: "secrets")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("\(name)=") }
        return String(try #require(line, "no secret \(name)").dropFirst(name.count + 1))
    }

    /// The id of a part's process.
    static func process(of part: String) throws -> pid_t {
        let file = URL(filePath: try keys).deletingLastPathComponent().appending(path: "run/\(part).pid")
        let text = try String(contentsOf: file, encoding: .utf8)
        return try #require(text.split(separator: " ").first.flatMap { pid_t($0) }, "\(part) does not run")
    }
}
