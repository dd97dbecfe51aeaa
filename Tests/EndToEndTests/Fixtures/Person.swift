// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Testing

/// Somebody with a token, or without one.
struct Person: Sendable {
    let id: String
    let token: String?

    static let nobody = Person(id: "nobody", token: nil)

    func get(_ path: String, _ headers: (String, String)...) async throws -> Reply {
        try await Gateway.send("GET", path, token: token, headers: headers)
    }

    func post(_ path: String, _ body: Body, _ headers: (String, String)...) async throws -> Reply {
        try await Gateway.send("POST", path, token: token, headers: headers, body: body.bytes)
    }

    func put(_ path: String, _ body: Body, _ headers: (String, String)...) async throws -> Reply {
        try await Gateway.send("PUT", path, token: token, headers: headers, body: body.bytes)
    }

    func delete(_ path: String, _ headers: (String, String)...) async throws -> Reply {
        try await Gateway.send("DELETE", path, token: token, headers: headers)
    }

    /// Schedules as one of very many at once.
    func race(_ body: Body, key: String? = nil) async throws -> Reply {
        let headers = key.map { [("Idempotency-Key", $0)] } ?? []
        return try await Gateway.send(
            "POST", "/api/appointments/", token: token, headers: headers, body: body.bytes, through: Gateway.eager)
    }

    /// Schedules, which has to succeed.
    func schedule(_ body: Body, _ location: SourceLocation = #_sourceLocation) async throws -> Appointment {
        try Appointment(try await post("/api/appointments/", body), location)
    }
}
