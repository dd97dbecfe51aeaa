// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// An application with people in it whose appointments the matrix asks for.
struct AccessScene: Sendable {
    let tenant = Tenant()
    let other = Tenant()
    /// Has created every appointment here, for the agent.
    let creator: Person
    let agent: Person

    init() async throws {
        creator = try await tenant.clientService("creator")
        agent = try await tenant.agent("organizer")
    }

    /// An appointment of its own, so many slots after the first.
    func target(_ number: Int) async throws -> AccessTarget {
        try await AccessTarget(scene: self, hours: 4 * number)
    }

    /// Somebody of a role.
    func person(_ role: String, _ relation: Relation, to target: AccessTarget) async throws -> Person {
        let participant = target.customers[0]
        switch (relation, role) {
        case (.takesPart, "AGENT"): return agent
        case (.takesPart, "CLIENT_SERVICE"): return creator
        case (.takesPart, "CUSTOMER"):
            return try await tenant.customer(participant, conference: try await target.appointment.conference())
        case (.stranger, "CUSTOMER"): return try await tenant.customer("stranger", conference: "another-conference")
        case (.takesPart, _), (.stranger, _): return try await tenant.person([role], "stranger")
        case (.elsewhere, "CUSTOMER"): return try await other.customer(participant, conference: "another-conference")
        case (.elsewhere, "CLIENT_SERVICE"): return try await other.clientService(creator.id)
        case (.elsewhere, _): return try await other.person([role], agent.id)
        }
    }
}

/// One appointment, and everything that can be asked about it.
struct AccessTarget: Sendable {
    let appointment: Appointment
    let customers: [String]
    private let code: String
    private let tenant: Tenant
    private let agent: Person
    private let hours: Int

    init(scene: AccessScene, hours: Int) async throws {
        (tenant, agent) = (scene.tenant, scene.agent)
        self.hours = hours
        // Two customers, so that one of them can be removed.
        let body = Body.appointment(in: tenant, hours: hours, assigned: agent.id).with("customer", nil)
            .with("customers", .array([Customer().json, Customer().json]))
        appointment = try await scene.creator.schedule(body)
        customers = appointment.participants("CUSTOMER")
        try #require(customers.count == 2)
        code = try await appointment.code()
    }

    func ask(_ route: AccessRoute, token: String?) async throws -> Reply {
        try await Gateway.send(route.method, path(of: route), token: token, body: route.body(self)?.bytes)
    }

    func path(of route: AccessRoute) -> String {
        route.path.replacing("{applicationId}", with: tenant.id).replacing("{id}", with: appointment.id)
            .replacing("{pid}", with: customers[0]).replacing("{code}", with: code)
    }

    /// The appointment is as it was.
    func isUntouched(_ location: SourceLocation = #_sourceLocation) async throws {
        let document = try await agent.get(appointment.path).document(location)
        #expect(document == appointment.document, sourceLocation: location)
    }
}

/// What requests with a body send; every member that is read is there.
extension AccessTarget {
    var booking: Body? {
        Body.appointment(in: tenant, hours: hours + 1)
            .with("customer", customer)
            .with("locale", .string("en_US")).with("title", .string("Title")).with("notes", .string("Notes"))
            .with("metadata", metadata).with("interaction", interaction)
            .with(
                "notifications",
                .array([
                    .object([
                        "type": .string("REMINDER"), "channel": .string("EMAIL"), "period": .string("P1D"),
                        "subject": .string("Subject"), "textBody": .string("Text"), "htmlBody": .string("<p>Text</p>"),
                    ])
                ]))
    }

    var update: Body? {
        Body([
            "id": .string(appointment.id), "title": .string("Changed"), "notes": .string("Changed"),
            "metadata": metadata, "interaction": interaction,
        ])
    }

    var move: Body? {
        Body.move(appointment.id, hours: hours + 2).with("timezone", .string("Asia/Kathmandu"))
            .with("locale", .string("de"))
    }

    var otherAgent: Body? {
        Body(["id": .string(appointment.id), "userId": .string("another-agent")])
    }

    var newCustomer: Body? {
        Body(["id": .string(appointment.id), "customer": customer])
    }

    var erasure: Body? {
        Body(["applicationId": .string(tenant.id), "username": .string("nobody@example.org")])
    }

    var settings: Body? {
        Body(["locale": .string("de")])
    }

    var emailSender: Body? {
        guard let host = try? RunningSuite.value("SMTP_HOST"), let port = try? RunningSuite.value("SMTP_PORT") else {
            return nil
        }
        return Body([
            "applicationId": .string(tenant.id), "fromAddress": .string("clinic@example.org"),
            "fromName": .string("Clinic"),
            "smtp": .object([
                "host": .string(host), "port": .integer(Int64(port) ?? 0), "security": .string("NONE"),
            ]),
        ])
    }

    var smsSender: Body? {
        guard let url = try? RunningSuite.value("SMS_URL") else { return nil }
        return Body([
            "applicationId": .string(tenant.id), "provider": .string("HTTP"), "from": .string("Clinic"),
            "url": .string(url), "confirmTo": .string("+4930123456"),
        ])
    }

    var confirmation: Body? {
        Body(["applicationId": .string(tenant.id), "code": .string("000000")])
    }

    var emailTest: Body? { test("EMAIL").with("toEmail", .string("ada@example.org")).with("subject", .string("s")) }

    var smsTest: Body? { test("SMS").with("toPhone", .string("+4930123456")) }

    private func test(_ channel: String) -> Body {
        Body([
            "applicationId": .string(tenant.id), "channel": .string(channel), "type": .string("CREATE"),
            "textBody": .string("Text"), "locale": .string("en"), "timezone": .string("Europe/Berlin"),
        ])
    }

    var codeRequest: Body? { .code(in: tenant, to: Customer().email) }

    private var customer: JSONValue {
        guard case .object(let members) = Customer().json else { return .null }
        return .object(members + [JSONValue.Member(name: "locale", value: .string("de"))])
    }

    private var metadata: JSONValue { .object(["property": .string("value")]) }

    private var interaction: JSONValue {
        .object([
            "customFields": .object(["property": .string("value")]),
            "routing": .object([
                "type": .string("GENESYS_CLOUD_QUEUE"), "properties": .object(["queueName": .string("sales")]),
            ]),
        ])
    }
}
