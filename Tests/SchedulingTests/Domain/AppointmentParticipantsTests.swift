// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract
import Testing
import Time

@testable import SchedulingService

@Suite struct AppointmentParticipantsTests {
    private static let later = Instant(microseconds: 1_900_000_000_000_000)

    /// Organized by an agent, with agents (the first of them assigned) and customers in this order.
    private static func appointment(
        agents: [String] = ["a"], customers: [String] = ["c"], organizer: AppointmentParticipant? = nil,
        state: AppointmentState = .pending
    ) throws -> Appointment {
        let start = try Instant(rfc3339: "2030-01-08T10:00:00Z")
        return Appointment(
            id: "id", applicationID: "app-1",
            slot: Slot(start: start, duration: ISODuration(seconds: 1_800), zone: try Zone(identifier: "UTC")),
            locale: "en", state: state, routingType: "GENESYS_CLOUD_FLOW",
            organizer: organizer ?? AppointmentParticipant(id: "boss", type: .agent), assignedAgentID: agents.first,
            conferenceID: "conference",
            participants: customers.map { AppointmentParticipant(id: $0, type: .customer) }
                + agents.map { AppointmentParticipant(id: $0, type: .agent) },
            ownNotifications: nil, plan: [], hasApplicationTexts: false, notificationsActive: true, version: 3,
            revision: 1,
            createdAt: start, updatedAt: start)
    }

    private static func ids(_ appointment: Appointment) -> [String] {
        appointment.participants.map(\.id)
    }

    @Test func anotherAgentTakesPlaceAndOrganization() throws {
        let before = try Self.appointment(agents: ["a", "x"], customers: ["c", "d"])
        let after = try before.reassigned(to: "b", at: Self.later)
        #expect(Self.ids(after) == ["c", "d", "b", "x"])
        #expect(after.assignedAgentID == "b" && after.organizer == AppointmentParticipant(id: "b", type: .agent))
        #expect(after.version == 4 && after.revision == 1 && after.updatedAt == Self.later)
    }

    @Test func anAdditionalAgentWhoTakesOverIsThereOnce() throws {
        let after = try Self.appointment(agents: ["a", "x", "b"]).reassigned(to: "b", at: Self.later)
        #expect(Self.ids(after) == ["c", "b", "x"] && after.assignedAgentID == "b")
    }

    @Test func anUnassignedAppointmentGetsAnAgentAndACustomerGoesOnOrganizing() throws {
        let customer = AppointmentParticipant(id: "c", type: .customer)
        let before = try Self.appointment(agents: [], organizer: customer)
        let after = try before.reassigned(to: "b", at: Self.later)
        #expect(Self.ids(after) == ["c", "b"] && after.assignedAgentID == "b" && after.organizer == customer)
    }

    @Test func theAssignedAgentAgainChangesNothing() throws {
        let after = try Self.appointment().reassigned(to: "a", at: Self.later)
        #expect(after.version == 3 && after.organizer.id == "boss")
    }

    @Test func aCustomersIdIsNoAgents() throws {
        #expect(throws: Refusal(.participantPresent)) { try Self.appointment().reassigned(to: "c", at: Self.later) }
        let agent = AppointmentParticipant(id: "c", type: .agent)
        #expect(throws: Refusal(.participantPresent)) { try Self.appointment().adding(agent, at: Self.later) }
    }

    @Test(arguments: [AppointmentParticipant.Kind.agent, .customer])
    func whoIsAddedComesLastUpToABound(kind: AppointmentParticipant.Kind) throws {
        var appointment = try Self.appointment()
        for number in 1..<Appointment.mostOfAType {
            appointment = try appointment.adding(
                AppointmentParticipant(id: "new-\(number)", type: kind), at: Self.later)
            #expect(appointment.participants.last?.id == "new-\(number)" && appointment.version == 3 + number)
        }
        let refusal = #expect(throws: Refusal.self) {
            try appointment.adding(AppointmentParticipant(id: "one-more", type: kind), at: Self.later)
        }
        #expect(refusal?.type == .invalidRequest)
        #expect(refusal?.faults.map(\.pointer) == [kind == .agent ? "/userId" : "/customer"])
    }

    @Test func additionalAgentsAndCustomersCanLeave() throws {
        let before = try Self.appointment(agents: ["a", "x"], customers: ["c", "d"])
        let after = try before.removing("x", at: Self.later).removing("c", at: Self.later)
        #expect(Self.ids(after) == ["d", "a"] && after.version == 5 && after.revision == 1)
        #expect(after.organizer.id == "boss" && after.assignedAgentID == "a")
    }

    @Test func theAssignedAgentAndTheLastCustomerStay() throws {
        let before = try Self.appointment(agents: ["a", "x"])
        for id in ["a", "c"] {
            let refusal = #expect(throws: Refusal.self) { try before.removing(id, at: Self.later) }
            #expect(refusal?.type == .participantRequired)
        }
        #expect(throws: Refusal(.notFound)) { try before.removing("boss", at: Self.later) }
    }

    @Test func theNextCustomerOrganizesWhenTheOrganizingOneLeaves() throws {
        let first = AppointmentParticipant(id: "c", type: .customer)
        let before = try Self.appointment(customers: ["c", "d", "e"], organizer: first)
        #expect(
            try before.removing("c", at: Self.later).organizer == AppointmentParticipant(id: "d", type: .customer))
        #expect(try before.removing("d", at: Self.later).organizer == first)
    }

    @Test func nobodyJoinsOrLeavesAnEndedAppointment() throws {
        let ended = try Self.appointment(agents: ["a", "x"], customers: ["c", "d"], state: .ended)
        let refusal = Refusal(.appointmentEnded)
        #expect(throws: refusal) { try ended.reassigned(to: "a", at: Self.later) }
        #expect(throws: refusal) { try ended.reassigned(to: "b", at: Self.later) }
        #expect(throws: refusal) { try ended.removing("x", at: Self.later) }
        #expect(throws: refusal) {
            try ended.adding(AppointmentParticipant(id: "new", type: .customer), at: Self.later)
        }
    }
}
