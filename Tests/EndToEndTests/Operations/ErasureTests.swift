// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Postgres
import Testing

/// `POST /api/participants/erasures`: a person's details go everywhere, what is not about them stays.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ErasureTests {
    private static let path = "/api/participants/erasures/"

    private static func body(_ tenant: Tenant, _ member: String, _ value: String) -> Body {
        Body(["applicationId": .string(tenant.id), member: .string(value)])
    }

    private static func erased(_ reply: Reply) throws -> [String] {
        try reply.document()["erased"]?.elements?.compactMap(\.text) ?? []
    }

    /// The tables of all services that hold one of these texts, as text or in the bytes of a document.
    private static func tables(holding texts: [String]) async throws -> [String] {
        try await Database.session { session in
            try await session.perform { database in
                try database.query(
                    """
                    with wanted as (
                        select array_agg('%' || form || '%') as forms
                        from unnest(\(texts)) as text,
                            unnest(array[text, encode(convert_to(text, 'UTF8'), 'hex')]) as form)
                    select schemaname || '.' || tablename as name from pg_tables, wanted
                    where schemaname in ('scheduling', 'participants', 'calendar', 'notifications')
                        and query_to_xml(
                            format(
                                'select 1 from %I.%I t where t::text like any (%L::text[]) limit 1', schemaname,
                                tablename, forms),
                            false, true, '')::text <> ''
                    """
                ).map { try $0.decode("name", as: String.self) }
            }
        }
    }

    @Test func aPersonIsErasedEverywhereAndTheAppointmentStays() async throws {
        let (tenant, customer, other) = (Tenant(), Customer(), Customer())
        let agent = try await tenant.agent()
        var body = Body.appointment(in: tenant)
        body["customer"] = nil
        body["customers"] = .array([customer.json, other.json])
        let appointment = try await agent.schedule(body)
        let ids = appointment.participants("CUSTOMER")
        let details = customer.personalData.filter { $0 != customer.firstName }
        #expect(try await Self.tables(holding: details) == ["participants.participants"])

        let admin = try await tenant.person(["ADMIN"], "admin")
        let request = Self.body(tenant, "email", customer.email.uppercased())
        let reply = try await admin.post(Self.path, request, ("Idempotency-Key", "k"))
        #expect(try Self.erased(reply) == [ids[0]])
        #expect(try await Self.tables(holding: details) == [])
        try await agent.get(appointment.participant(ids[0])).isProblem(404, "not-found")
        #expect(try await agent.get(appointment.participant(ids[1])).document()["username"]?.text == other.username)
        let after = try Appointment(try await agent.get(appointment.path))
        #expect(after.document == appointment.document)

        let events = try await Collector.subscriber.wait(for: 1, "erasure of \(ids[0])") {
            $0.json?["subject"]?.text == ids[0] && $0.delivery.routingKey == "participant.erased.v1"
        }
        let event = try #require(events.first)
        #expect(event.delivery.message.userID == "participants")
        #expect(event.json?["applicationid"]?.text == tenant.id)
        let data = JSONValue.object([
            "appointmentId": .string(appointment.id), "participantId": .string(ids[0]),
        ])
        #expect(event.json?["data"]?.canonical == data.canonical)

        let repeated = try await admin.post(Self.path, request, ("Idempotency-Key", "k"))
        #expect(repeated.body == reply.body)
        let another = Self.body(tenant, "email", other.email)
        try await admin.post(Self.path, another, ("Idempotency-Key", "k")).isProblem(422, "idempotency-key-reused")
        #expect(try Self.erased(try await admin.post(Self.path, request)) == [])
    }

    @Test func aPersonIsFoundInEveryAppointmentByUsernameAndPhone() async throws {
        let (tenant, customer) = (Tenant(), Customer())
        let agent = try await tenant.agent()
        let admin = try await tenant.person(["ADMIN"], "admin")
        var ids: [String] = []
        for hours in 0..<3 {
            let body = Body.appointment(in: tenant, hours: hours, customer: customer)
            ids += try await agent.schedule(body).participants("CUSTOMER")
        }
        var elsewhere = Customer()
        elsewhere.phone = customer.phone
        let other = try await agent.schedule(.appointment(in: tenant, hours: 4, customer: elsewhere))
        let byName = try await admin.post(Self.path, Self.body(tenant, "username", customer.username))
        #expect(try Self.erased(byName) == ids.sorted())
        let spelled =
            "\(customer.phone.prefix(3)) (\(customer.phone.dropFirst(3).prefix(3))) "
            + customer.phone.dropFirst(6)
        let byPhone = try await admin.post(Self.path, Self.body(tenant, "phone", spelled))
        #expect(try Self.erased(byPhone) == other.participants("CUSTOMER"))
    }

    @Test func anAdministratorOfAnotherApplicationIsForbidden() async throws {
        let (tenant, other, customer) = (Tenant(), Tenant(), Customer())
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant, customer: customer))
        let stranger = try await other.person(["ADMIN"], "admin")
        try await stranger.post(Self.path, Self.body(tenant, "email", customer.email)).isProblem(403, "forbidden")
        let own = try await stranger.post(Self.path, Self.body(other, "email", customer.email))
        #expect(try Self.erased(own) == [])
        let id = try #require(appointment.participants("CUSTOMER").first)
        #expect(try await agent.get(appointment.participant(id)).status == 200)
    }

    @Test func exactlyOneNameOrAddressIsAskedFor() async throws {
        let tenant = Tenant()
        let admin = try await tenant.person(["ADMIN"], "admin")
        try await admin.post(Self.path, Body(["applicationId": .string(tenant.id)])).isInvalid(at: ["/username"])
        try await admin.post(Self.path, Body(["email": .string("no address")])).isInvalid(at: [
            "/applicationId", "/email",
        ])
        let two = Self.body(tenant, "email", "a@example.org").with("phone", .string("+4930123456"))
        try await admin.post(Self.path, two).isInvalid(at: ["/phone"])
    }
}
