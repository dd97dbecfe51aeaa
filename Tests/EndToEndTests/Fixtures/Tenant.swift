// SPDX-License-Identifier: Apache-2.0
import JSON

/// An application that only one test knows, so that tests don't meet.
struct Tenant: Sendable {
    let id: String

    init() {
        id = "app-\(Self.random())"
    }

    func agent(_ user: String = "agent-\(random())") async throws -> Person {
        try await person(["AGENT"], user)
    }

    func supervisor(_ user: String = "supervisor-\(random())") async throws -> Person {
        try await person(["SUPERVISOR"], user)
    }

    func clientService(_ user: String = "service-\(random())") async throws -> Person {
        try await person(["CLIENT_SERVICE"], user)
    }

    func customer(_ participant: String, conference: String) async throws -> Person {
        try await person(["CUSTOMER"], participant, conference: conference)
    }

    func person(_ roles: [String], _ user: String, conference: String? = nil) async throws -> Person {
        let token = try await Tokens.shared.token(roles, user: user, applications: [id], conference: conference)
        return Person(id: user, token: token)
    }

    /// Something nobody else has.
    static func random() -> String {
        String(UInt64.random(in: .min ... .max), radix: 36)
    }
}
