// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import ParticipantsContract
import Postgres
import SchedulingContract
import Synchronization
import TestSupport
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct ScheduleVerifiedAppointmentTests {
    @Test func theCustomerOrganizesAndTakesPart() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let codes = Codes()
            let answer = try await fixture.schedule(.own(), with: codes)
            #expect(answer.status == 200 && answer.etag == "\"1\"")
            let customer = answer.customer()
            #expect(!customer.isEmpty)
            #expect(
                answer.json["organizer"] == .object(["id": .string(customer), "type": .string("CUSTOMER")]))
            #expect(answer.participants == ["CUSTOMER \(customer)", "AGENT agent-1"])
            #expect(
                codes.asked == [
                    Codes.Asked(id: "v-1", code: "123456", email: "ada@example.org", phone: "+49 30 123456")
                ])
            let change = try #require(try await fixture.events(of: answer.json["id"]?.text ?? "").first?.change)
            #expect(change.current.createdBy == nil && change.actor.id == "v-1" && change.actor.role == nil)
        }
    }

    @Test(arguments: [("EMAIL", "ada@example.org", nil), ("SMS", nil, "+49 30 123456"), ("PIGEON", nil, nil)])
    func onlyTheVerifiedAddressIsKept(channel: String, email: String?, phone: String?) async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.schedule(.own(), with: Codes(channel: channel))
            let kept = try #require(fixture.registrations.all.first?.customers.first)
            #expect(kept.primaryEmail == email && kept.primaryPhone == phone)
            #expect(kept.username == "ada")
        }
    }

    @Test func oneCodeBooksOnce() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let codes = Codes()
            _ = try await fixture.schedule(.own(), with: codes)
            await #expect(throws: Refusal(.unauthorized)) {
                try await fixture.schedule(.own(at: "2030-01-09T10:00:00Z"), with: codes)
            }
            #expect(try await fixture.count("select count(*) from appointments") == 1)
            #expect(try await fixture.schedule(.own(at: "2030-01-09T10:00:00Z"), by: "v-2", with: codes).status == 200)
        }
    }

    @Test func ofManyBookingsWithOneCodeExactlyOneIsMade() async throws {
        try await SchedulingFixture.with(size: 8) { fixture async throws in
            let codes = Codes()
            let outcomes = await withTaskGroup(of: Result<Answer, any Error>.self) { group in
                for hour in 10..<22 {
                    group.addTask {
                        do {
                            return .success(
                                try await fixture.schedule(.own(at: "2030-01-08T\(hour):00:00Z"), with: codes))
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { (try? $0.get()) != nil } == 1)
            for case .failure(let error) in outcomes {
                #expect(error as? Refusal == Refusal(.unauthorized))
            }
            #expect(try await fixture.count("select count(*) from appointments") == 1)
        }
    }

    @Test func aBookingThatIsRefusedLeavesTheCodeGood() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled()
            let codes = Codes()
            let taken = await #expect(throws: Refusal.self) { try await fixture.schedule(.own(), with: codes) }
            #expect(taken?.type == .slotTaken && taken?.alternatives.isEmpty == false)
            let past = await #expect(throws: Refusal.self) {
                try await fixture.schedule(.own(at: "2030-01-07T07:00:00Z"), with: codes)
            }
            #expect(past?.type == .invalidRequest)
            #expect(try await fixture.schedule(.own(at: "2030-01-08T10:30:00Z"), with: codes).status == 200)
        }
    }

    @Test func theSameKeyAndCodeGiveTheStoredAnswerWithoutAnotherCompare() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let codes = Codes()
            let first = try await fixture.schedule(.own(), with: codes, key: "k")
            #expect(try await fixture.schedule(.own(), with: codes, key: "k") == first)
            #expect(codes.asked.count == 1 && fixture.registrations.all.count == 1)
            await #expect(throws: Refusal(.keyReused)) {
                try await fixture.schedule(.own(at: "2030-01-09T10:00:00Z"), with: codes, key: "k")
            }
            // Who doesn't know the code is not given the answer.
            await #expect(throws: Refusal(.unauthorized)) {
                try await fixture.schedule(.own(), code: "654321", with: codes, key: "k")
            }
            #expect(codes.asked.count == 2)
        }
    }

    @Test func theCodeRestsNowhere() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.schedule(.own(), with: Codes(), key: "k")
            let found: Int = try await fixture.count(
                """
                select count(*) from (
                    select row_to_json(a)::text as text from appointments a
                    union all select concat(caller, ' ', key, ' ', convert_from(answer, 'UTF8')) from idempotency
                    union all select convert_from(body, 'UTF8') from outbox) rows
                where text like '%123456%'
                """)
            #expect(found == 0)
        }
    }

    @Test(arguments: [
        (String.own(application: "app-2"), ProblemType.forbidden),
        (#"{"applicationId": "app-1"}"#, .invalidRequest),
        (#"{}"#, .invalidRequest),
        (String.own(extra: #""notifications": [],"#), .invalidRequest),
    ])
    func whatIsWrongWithARightCodeIsToldApart(json: String, problem: ProblemType) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) { try await fixture.schedule(json, with: Codes()) }
            #expect(refusal?.type == problem)
            // With a wrong one it is not.
            await #expect(throws: Refusal(.unauthorized)) {
                try await fixture.schedule(json, code: "654321", with: Codes())
            }
            #expect(fixture.registrations.all.isEmpty)
        }
    }

    @Test func anAddressThatWasNotVerifiedIsForbidden() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.schedule(.own(), with: Codes(isOfCustomer: false))
            }
            #expect(refusal?.type == .forbidden)
            #expect(fixture.registrations.all.isEmpty)
        }
    }

    @Test func withoutCredentialsThereIsNothingToJudge() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let codes = Codes()
            await #expect(throws: Refusal(.unauthorized)) {
                try await fixture.schedule(.own(), by: nil, with: codes)
            }
            #expect(codes.asked.isEmpty)
        }
    }
}

/// Notifications as scheduling sees it: one right code for every verification.
private final class Codes: Sendable {
    struct Asked: Sendable, Equatable {
        let id: String
        let code: String
        let email: String?
        let phone: String?
    }

    private let all = Mutex<[Asked]>([])
    private let reply: VerifyCode.Reply

    init(channel: String = "EMAIL", isOfCustomer: Bool = true) {
        reply = VerifyCode.Reply(applicationId: "app-1", channel: channel, isOfCustomer: isOfCustomer)
    }

    var asked: [Asked] { all.withLock { $0 } }

    func judge(_ code: VerifyCode) throws -> VerifyCode.Reply {
        all.withLock {
            $0.append(Asked(id: code.verificationId, code: code.code, email: code.email, phone: code.phone))
        }
        guard code.code == "123456" else { throw Refusal(.unauthorized) }
        return reply
    }
}

extension SchedulingFixture {
    fileprivate func schedule(
        _ json: String, by verification: String? = "v-1", code: String = "123456", with codes: Codes,
        key: String? = nil
    ) async throws -> Answer {
        let schedule = ScheduleAppointmentHandler(
            database: database, outbox: outbox, clock: clock, tickets: Self.tickets
        ) {
            [registrations] registration, _ in registrations.add(registration)
        }
        let handler = ScheduleVerifiedAppointmentHandler(schedule: schedule) { code, _ in try codes.judge(code) }
        let asked = try Self.request(
            ScheduleVerifiedAppointment.self, json, by: Caller(subject: verification, address: "192.0.2.1"), key: key)
        return try await handler.handle(asked.proved(by: code))
    }
}

extension Request {
    /// The same with a credential.
    fileprivate func proved(by credential: String) -> Request {
        Request(
            operation: operation, faults: faults, caller: caller, credential: credential, id: id, key: key,
            payload: payload, deadline: deadline)
    }

    private var faults: [Fault] {
        do throws(Refusal) {
            try requireValid()
            return []
        } catch {
            return error.faults
        }
    }
}

extension String {
    /// What a customer with both kinds of address books for themselves.
    fileprivate static func own(
        at start: String = "2030-01-08T10:00:00Z", application: String = "app-1", extra: String = ""
    ) -> String {
        """
        {"applicationId": "\(application)", "start": "\(start)", "duration": "PT30M", "timezone": "Europe/Berlin",
         "userId": "agent-1", \(extra)
         "customer": {"username": "ada", "contact": {
            "primaryEmail": "ada@example.org", "primaryPhone": "+49 30 123456"}}}
        """
    }
}
