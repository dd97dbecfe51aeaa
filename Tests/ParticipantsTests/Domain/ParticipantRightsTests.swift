// SPDX-License-Identifier: Apache-2.0
import Contract
import Testing

@testable import ParticipantsService

/// Who sees what, as the access rules of the API document state it.
@Suite struct ParticipantRightsTests {
    private static let appointment = KnownAppointment(
        applicationId: "app-1", conferenceId: "conf-1", organizerId: "organizer", agentIds: ["agent-1", "agent-2"],
        customerIds: ["customer-1", "customer-2"], isCancelled: false, isConfirmed: true)

    private static func caller(
        _ roles: Role..., subject: String? = "someone", applications: [String] = ["app-1"], conference: String? = nil
    ) -> Caller {
        Caller(subject: subject, roles: roles, applications: applications, conference: conference)
    }

    private static func cancelled() -> KnownAppointment {
        var appointment = appointment
        appointment.isCancelled = true
        return appointment
    }

    private func refusal(_ caller: Caller, _ appointment: KnownAppointment?) -> ProblemType? {
        do throws(Refusal) {
            _ = try ParticipantRights.decide(for: caller, in: appointment)
            return nil
        } catch {
            return error.type
        }
    }

    private func rights(_ caller: Caller) throws -> ParticipantRights {
        try ParticipantRights.decide(for: caller, in: Self.appointment).rights
    }

    @Test(arguments: [
        caller(.supervisor), caller(.agent, subject: "organizer"), caller(.agent, subject: "agent-2"),
        caller(.customer, .supervisor, conference: "conf-9"),
        caller(.supervisor, .agent, applications: ["x", "app-1"]),
    ])
    func staffOfTheAppointmentSeeEverything(caller: Caller) throws {
        #expect(try rights(caller) == .everyone)
    }

    @Test func anAgentWhoTakesNoPartIsForbidden() {
        #expect(refusal(Self.caller(.agent), Self.appointment) == .forbidden)
        #expect(refusal(Self.caller(.agent, subject: nil), Self.appointment) == .forbidden)
    }

    @Test func anotherTenantsAppointmentDoesNotExistForStaff() {
        for role in [Role.agent, .supervisor] {
            let caller = Self.caller(role, subject: "organizer", applications: ["app-2"])
            #expect(refusal(caller, Self.appointment) == .notFound)
            #expect(refusal(caller, nil) == .notFound)
        }
    }

    @Test func aCancelledAppointmentIsNotFoundBeforeRightsAreLookedAt() {
        #expect(refusal(Self.caller(.agent), Self.cancelled()) == .notFound)
        #expect(refusal(Self.caller(.supervisor), Self.cancelled()) == .notFound)
        #expect(refusal(Self.caller(.customer, conference: "conf-1"), Self.cancelled()) == .notFound)
    }

    @Test func aCustomerOfAnotherConferenceIsForbiddenWhateverExists() {
        for conference in [nil, "conf-9", ""] {
            for applications in [["app-1"], ["app-2"]] {
                let caller = Self.caller(.customer, applications: applications, conference: conference)
                #expect(refusal(caller, Self.appointment) == .forbidden)
                #expect(refusal(caller, Self.cancelled()) == .forbidden)
                #expect(refusal(caller, nil) == .forbidden)
            }
        }
    }

    @Test func aCustomerOfTheConferenceInAnotherTenantFindsNothing() {
        let caller = Self.caller(.customer, applications: ["app-2"], conference: "conf-1")
        #expect(refusal(caller, Self.appointment) == .notFound)
    }

    @Test func aCustomerSeesItselfInFullAndOthersByReference() throws {
        let rights = try rights(Self.caller(.customer, subject: "customer-1", conference: "conf-1"))
        #expect(rights.showsInFull("customer-1"))
        #expect(!rights.showsInFull("customer-2"))
        let nameless = try self.rights(Self.caller(.customer, subject: nil, conference: "conf-1"))
        #expect(!nameless.showsInFull("customer-1"))
    }

    @Test func severalRolesGiveTheUnionOfTheirRights() throws {
        let both = Self.caller(.agent, .customer, subject: "customer-1", conference: "conf-1")
        #expect(try rights(both) == .only(subject: "customer-1"))
        let organizer = Self.caller(.agent, .customer, subject: "organizer", conference: "conf-1")
        #expect(try rights(organizer) == .everyone)
        let neither = Self.caller(.agent, .customer, subject: "customer-1", conference: "conf-9")
        #expect(refusal(neither, Self.appointment) == .forbidden)
    }

    @Test(arguments: [caller(.clientService), caller(.admin), caller(Role(rawValue: "ROLE_UNKNOWN")), caller()])
    func otherRolesGiveNoRight(caller: Caller) {
        #expect(refusal(caller, Self.appointment) == .forbidden)
    }
}
