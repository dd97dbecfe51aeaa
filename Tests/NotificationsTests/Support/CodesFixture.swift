// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import Outbox
import Postgres
import Synchronization
import TestSupport
import Testing
import Time

@testable import NotificationsService

/// One-time codes in a database of the test's own, and a provider that keeps what it is handed.
struct CodesFixture: Sendable {
    let room: NotificationsFixture
    let provider = CodeProvider()
    let terms: CodeTerms

    /// An application with settings is `app-1`.
    static func with(
        terms: CodeTerms = terms(), _ body: (CodesFixture) async throws -> Void
    ) async throws {
        try await NotificationsFixture.with { room async throws in
            try await room.database.transaction(.background, until: .now.advanced(by: .seconds(5))) { database in
                try database.execute(
                    """
                    insert into settings (application_id, version, settings, changed_at)
                    values ('app-1', 1, '{"locale": "de_AT"}', now())
                    """)
            }
            try await body(CodesFixture(room: room, terms: terms))
        }
    }

    static func terms(
        perClient: Int = 1_000, perApplication: Int = 1_000, countries: String = ""
    ) -> CodeTerms {
        // 32 bytes of zeros, and a pepper: both only here.
        guard let hashing = CodeHashing(pepper: "a pepper for tests"),
            let sealing = Sealing("test:" + String(repeating: "A", count: 43) + "="),
            let countries = CallingCodes(countries)
        else { preconditionFailure("the keys or the countries of the tests are none") }
        return CodeTerms(
            perClient: perClient, perApplication: perApplication, countries: countries, hashing: hashing,
            sealing: sealing)
    }

    var dispatcher: CodeDispatcher {
        CodeDispatcher(
            queue: queue, terms: terms, connections: 4, asked: WakeSignal(), clock: room.time.clock,
            logger: TestDatabase.logger, submit: provider.submit)
    }

    var queue: CodeQueue {
        CodeQueue(database: room.database, clock: room.time.clock)
    }

    /// Asks for a code; the verification's id.
    @discardableResult
    func ask(
        _ channel: String = "EMAIL", to address: String = "ada@example.org", application: String = "app-1",
        locale: String? = nil, from client: String = "192.0.2.1", key: String? = nil
    ) async throws -> String {
        let members: [JSONValue.Member] = [
            JSONValue.Member(name: "applicationId", value: .string(application)),
            JSONValue.Member(name: "channel", value: .string(channel)),
            JSONValue.Member(name: "to", value: .string(address)),
            JSONValue.Member(name: "locale", value: locale.map(JSONValue.string) ?? .null),
        ]
        let json = JSONValue.object(members)
        var input = Input(json)
        let operation = SendCode(reading: &input)
        let handler = SendCodeHandler(
            database: room.database, clock: room.time.clock, terms: terms, asked: WakeSignal())
        let answer = try await handler.handle(
            Request(
                operation: operation, faults: input.faults, caller: Caller(address: client), id: Identifier.random(),
                key: key, payload: json.bytes, deadline: Deadline(in: .seconds(10))))
        return try JSONValue.parse(answer.body)["id"]?.text ?? ""
    }

    /// Asks for a code and has it sent.
    func sent(_ channel: String = "EMAIL", to address: String = "ada@example.org") async throws -> (
        id: String, code: String
    ) {
        let id = try await ask(channel, to: address)
        _ = try await dispatcher.turn()
        let message = try #require(provider.messages.last)
        return (id, try #require(message.code))
    }

    func verify(
        _ id: String, _ code: String, email: String? = "ada@example.org", phone: String? = nil
    ) async throws -> VerifyCode.Reply {
        try await VerifyCodeHandler(database: room.database, clock: room.time.clock, hashing: terms.hashing).handle(
            Request(
                operation: VerifyCode(verificationId: id, code: code, email: email, phone: phone), caller: Caller(),
                id: Identifier.random(), deadline: Deadline(in: .seconds(10))))
    }

    /// As when participants is about to erase somebody with these addresses.
    func withhold(_ addresses: String..., of application: String = "app-1") async throws {
        _ = try await WithholdCodesHandler(database: room.database, hashing: terms.hashing).handle(
            Request(
                operation: WithholdCodes(applicationId: application, addresses: addresses), caller: Caller(),
                id: Identifier.random(), deadline: Deadline(in: .seconds(10))))
    }

    /// State, tries and whether anything readable is left, of each code in its order.
    func codes() async throws -> [String] {
        try await room.read("select * from codes order by created_at, id").map { row in
            let sealed = try row.decodeIfPresent("sealed", as: [UInt8].self)
            let parts = [
                try row.decode("state", as: String.self), String(try row.decode("tries", as: Int.self)),
                try row.decodeIfPresent("reason"), sealed == nil ? nil : "sealed",
            ]
            return parts.compactMap { $0 }.joined(separator: " ")
        }
    }

    /// Of each address that was compared: failures in a row, and how many are kept with their times.
    func failures() async throws -> [String] {
        try await room.read(
            "select in_a_row, cardinality(failed_at) as timed from code_failures order by kept_until"
        ).map { row in
            "\(try row.decode("in_a_row", as: Int.self)) \(try row.decode("timed", as: Int.self))"
        }
    }

    var sweep: CodeSweep {
        CodeSweep(database: room.database, clock: room.time.clock, logger: TestDatabase.logger)
    }

    func expireLeases() async throws {
        try await room.database.transaction(.background, until: .now.advanced(by: .seconds(5))) { database in
            try database.execute("update codes set lease_until = now() - interval '1 second'")
        }
    }
}

/// A provider of both channels that answers as the test wants.
final class CodeProvider: Sendable {
    private let state = Mutex<(messages: [CodeMessage], outcome: SubmissionOutcome)>(([], .accepted))

    var messages: [CodeMessage] { state.withLock { $0.messages } }

    func answer(_ outcome: SubmissionOutcome) {
        state.withLock { $0.outcome = outcome }
    }

    var submit: CodeDispatcher.Submit {
        { message in
            self.state.withLock { state in
                state.messages.append(message)
                return state.outcome
            }
        }
    }
}

extension CodeMessage {
    /// The six digits in its text.
    var code: String? {
        text.firstMatch(of: /\b[0-9]{6}\b/).map { String($0.output) }
    }
}

/// A code that is not this one.
func wrong(_ code: String) -> String {
    code == "000000" ? "000001" : "000000"
}
