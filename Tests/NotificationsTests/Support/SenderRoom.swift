// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Logging
import Messaging
import NotificationsContract
import Testing
import Time

@testable import NotificationsService

/// The operations on senders around a database of the test's own and a mail server that answers by a script.
struct SenderRoom: Sendable {
    static let keys = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    static let newKeys = "k2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="

    let fixture: NotificationsFixture
    let server: ScriptedMailServer
    let senders: Senders
    let hashing: CodeHashing
    let confirmations: SenderConfirmations

    static func with(
        _ script: @escaping ScriptedMailServer.Script = ScriptedMailServer.accepting,
        _ body: (SenderRoom) async throws -> Void
    ) async throws {
        let server = try ScriptedMailServer(script)
        defer { server.stop() }
        let address = try #require(SMTPAddress("smtp://127.0.0.1:\(server.port)"))
        let mail = SMTPSender(
            SMTPConfiguration(address: address, greeting: "suite.example", connections: 1),
            logger: Logger(label: "test"))
        defer { mail.stop() }
        try await NotificationsFixture.with { fixture async throws in
            try await body(SenderRoom(fixture, server, mail))
        }
    }

    private init(_ fixture: NotificationsFixture, _ server: ScriptedMailServer, _ mail: SMTPSender) throws {
        self.fixture = fixture
        self.server = server
        senders = Senders(
            database: fixture.database, sealing: try #require(Sealing(Self.keys)),
            destinations: Destinations(allowed: try #require(AllowedDestinations("127.0.0.1"))), mail: mail,
            greeting: "suite.example", twilio: try #require(ProviderURL("http://127.0.0.1:1")),
            platform: Senders.Platform(
                sender: MailMessage.Sender(address: "calls@suite.example", name: "Calls"),
                mail: { await fixture.mailbox.outlets.mail($0, "app-1") }, sms: nil))
        hashing = try #require(CodeHashing(pepper: "0123456789abcdef"))
        confirmations = SenderConfirmations(
            database: fixture.database, senders: senders, hashing: hashing, domain: "suite.example",
            clock: fixture.time.clock)
    }

    static func request<Asked: PublicOperation>(
        _ type: Asked.Type, _ json: String, by applications: [String] = ["app-1"], key: String? = nil
    ) throws -> Request<Asked> {
        var input = Input(try JSONValue.parse(Array(json.utf8)))
        let operation = Asked(reading: &input)
        return Request(
            operation: operation, faults: input.faults,
            caller: Caller(subject: "admin", roles: [.admin], applications: applications), id: Identifier.random(),
            key: key, payload: Array(json.utf8), deadline: Deadline(in: .seconds(20)))
    }

    /// Configures a sender at the scripted server.
    func configure(
        from address: String = "clinic@example.org", key: String? = nil, host: String = "127.0.0.1",
        security: String = "NONE"
    ) async throws -> Answer {
        let json = """
            {"applicationId": "app-1", "fromAddress": "\(address)", "fromName": "Clinic", "smtp": {"host": "\(host)",
            "port": \(server.port), "security": "\(security)", "username": "clinic", "password": "hunter2"}}
            """
        return try await ConfigureEmailSenderHandler(confirmations).handle(
            Self.request(ConfigureEmailSender.self, json, key: key))
    }

    func confirm(_ code: String, key: String? = nil) async throws -> Answer {
        let handler = ConfirmSenderHandler(
            database: fixture.database, hashing: hashing, clock: fixture.time.clock)
        let json = #"{"applicationId": "app-1", "code": "\#(code)"}"#
        return try await handler.handle(Self.request(ConfirmEmailSender.self, json, key: key))
    }

    /// What is shown of the senders.
    func found(by applications: [String] = ["app-1"]) async throws -> JSONValue {
        let answer = try await FindSenderHandler(database: fixture.database).handle(
            Self.request(FindEmailSender.self, #"{"applicationId": "app-1"}"#, by: applications))
        return try JSONValue.parse(answer.body)
    }

    func test(_ texts: String = #""textBody": "Dear {{firstName}}, {{zone}}""#, key: String? = nil) async throws
        -> Answer
    {
        let json = """
            {"applicationId": "app-1", "channel": "EMAIL", "type": "REMINDER", "period": "P1D", "locale": "en-GB",
            "timezone": "Europe/Berlin", "toEmail": "ada@example.com", "subject": "At {{time24}}", \(texts)}
            """
        let handler = TestEmailSenderHandler(
            database: fixture.database, senders: senders,
            samples: SampleMessages(publicURL: "https://suite.example", clock: fixture.time.clock),
            domain: "suite.example")
        return try await handler.handle(Self.request(TestEmailSender.self, json, key: key))
    }

    /// The code of the latest mail.
    func code() throws -> String {
        let content = try #require(server.seen.contents.last)
        return String(try #require(content.firstMatch(of: /([0-9]{6}) is the code/)).1)
    }

    /// One that is not the latest mail's.
    func wrongCode() throws -> String {
        try code() == "000000" ? "000001" : "000000"
    }
}
