// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The private instance that is broken here: what its `env` file says and where its folders are.
struct Instance: Sendable {
    struct Unset: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) is unset: run this by deploy/local faults" }
    }

    let gateway: String
    /// The broker as its administrator.
    let broker: String
    let subscriber: String
    let subscriberQueue: String
    /// The database as its superuser.
    let database: String
    let mails: URL
    let keys: URL
    /// `.local/…` of the instance.
    let folder: URL
    /// Where the services' executables lie: beside this one.
    let executables: URL
    /// A shell's command line that aims `deploy/local` at the instance.
    private let localCommand: String

    init(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        func value(_ name: String) throws -> String {
            guard let value = environment[name], !value.isEmpty else { throw Unset(name: name) }
            return value
        }
        gateway = try value("GATEWAY_URL")
        broker = try value("AMQP_URL")
        subscriber = try value("SUBSCRIBER_AMQP_URL")
        subscriberQueue = try value("SUBSCRIBER_QUEUE")
        database = try value("DATABASE_URL")
        mails = URL(filePath: try value("SINK_DIR")).appending(path: "mail")
        keys = URL(filePath: try value("JWKS_FILE")).deletingLastPathComponent()
        folder = keys.deletingLastPathComponent()
        executables = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        localCommand = try value("SUITE_TEST_LOCAL")
    }

    /// A service's own configuration: with its logins, not with an administrator's.
    func settings(of service: SuiteService) throws -> [String: String] {
        let file = folder.appending(path: "services/\(service.rawValue).env")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Dictionary(
            lines.compactMap { line in
                line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }
        ) { _, last in last }
    }

    func setting(_ name: String, of service: SuiteService) throws -> String {
        guard let value = try settings(of: service)[name] else { throw Unset(name: "\(name) of \(service.rawValue)") }
        return value
    }

    /// Runs a verb of `deploy/local` on the instance and returns what it wrote.
    @discardableResult
    func local(_ verb: String) async throws -> String {
        try await Program.run(["/bin/sh", "-c", "\(localCommand) \(verb)"])
    }

    /// A token of the instance's own issuer.
    func token(role: String, user: String, application: String) async throws -> String {
        let output = try await Program.run([
            executables.appending(path: "gateway").path, "token", "--keys", keys.path, "--role", role, "--user", user,
            "--application", application,
        ])
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }
}
