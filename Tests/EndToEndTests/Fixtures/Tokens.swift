// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Tokens of the instance's own issuer, made by the `gateway token` command as an operator would make them.
actor Tokens {
    static let shared = Tokens()

    private var issued: [[String]: Task<String, any Error>] = [:]
    private var foreignKeys: Task<String, any Error>?

    /// A token, from memory if it was asked for before.
    func token(
        _ roles: [String], user: String, applications: [String], conference: String? = nil
    ) async throws -> String {
        try await issue(Self.arguments(roles, user, applications, conference), keys: try RunningSuite.keys)
    }

    /// A token with everything right but the key, which the gateway does not know.
    func foreign(_ roles: [String], user: String, applications: [String]) async throws -> String {
        try await issue(Self.arguments(roles, user, applications, nil), keys: try await strangersKeys())
    }

    /// A token that is valid for one second and the leeway.
    func short(_ roles: [String], user: String, applications: [String]) async throws -> String {
        try await issue(
            Self.arguments(roles, user, applications, nil) + ["--lifetime", "1"], keys: try RunningSuite.keys)
    }

    private static func arguments(
        _ roles: [String], _ user: String, _ applications: [String], _ conference: String?
    ) -> [String] {
        roles.flatMap { ["--role", $0] } + ["--user", user] + applications.flatMap { ["--application", $0] }
            + (conference.map { ["--conference", $0] } ?? [])
    }

    private func issue(_ arguments: [String], keys: String) async throws -> String {
        let line = ["token", "--keys", keys] + arguments
        if let task = issued[line] { return try await task.value }
        // Several tests may ask at once; the one task outlives whichever of them came first.
        let task = Task {
            let output = try await Command.run(try Command.executable("gateway"), line)
            return String(try #require(output.split(separator: "\n").last, "gateway token printed nothing"))
        }
        issued[line] = task
        return try await task.value
    }

    private func strangersKeys() async throws -> String {
        if let task = foreignKeys { return try await task.value }
        // As above.
        let task = Task {
            let folder = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)").path
            try await Command.run(try Command.executable("gateway"), ["keys", "--directory", folder])
            return folder
        }
        foreignKeys = task
        return try await task.value
    }
}
