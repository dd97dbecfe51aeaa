// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct UpdateAppointmentTests {
    private static let members = #"""
        , "title": "Review", "notes": "a\nb", "metadata": {"a": 1, "b": {"c": 1.50}},
        "interaction": {"customFields": {"x": "y"}, "state": "ENDED",
                        "routing": {"type": "GENESYS_CLOUD_QUEUE", "properties": {"queueName": "sales"}}}
        """#

    private func update(_ id: String, _ members: String = members) -> String {
        #"{"id": "\#(id)"\#(members)}"#
    }

    @Test func everythingIsReplacedAndTheStateIsNot() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let before = try await fixture.find(id).json
            let answer = try await fixture.update(update(id))
            #expect(answer.status == 200 && answer.etag == "\"2\"")
            #expect(try await fixture.find(id) == answer)
            let json = answer.json
            #expect(json["title"]?.text == "Review" && json["notes"]?.text == "a\nb")
            #expect(json["metadata"]?["b"]?["c"] == .number("1.50"))
            #expect(json["interaction"]?["customFields"]?["x"]?.text == "y")
            #expect(json["interaction"]?["routing"]?["type"]?.text == "GENESYS_CLOUD_QUEUE")
            #expect(json["interaction"]?["routing"]?["properties"]?["queueName"]?.text == "sales")
            #expect(json["interaction"]?["state"]?.text == "PENDING")
            for name in ["start", "end", "timezone", "locale", "organizer", "participantIds", "notifications"] {
                #expect(json[name] == before[name], "\(name)")
            }
        }
    }

    @Test func whatIsMissingIsCleared() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.update(update(id))
            let json = try await fixture.update(update(id, "")).json
            for name in ["title", "notes", "metadata"] {
                #expect(json[name] == nil, "\(name)")
            }
            #expect(json["interaction"]?["customFields"] == nil)
            #expect(json["interaction"]?["routing"] == .object(["type": .string("GENESYS_CLOUD_FLOW")]))
        }
    }

    @Test func anUpdateIsOneEventAndLeavesTheRevision() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.update(update(id), by: .agent("agent-1"))
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentUpdated.name && last.sequence == 2)
            #expect(last.change.previous?.title == nil && last.change.current.title == "Review")
            #expect(last.change.current.revision == 0 && last.change.actor.id == "agent-1")
            let leaked = try await fixture.count(
                "select count(*) from outbox where convert_from(body, 'UTF8') like '%queueName%'")
            #expect(leaked == 0)
        }
    }

    @Test func whatSaysTheSameChangesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.update(update(id))
            let turned = Self.members.replacing(
                #"{"a": 1, "b": {"c": 1.50}}"#, with: #"{ "b": {"c": 1.50}, "a": 1 }"#)
            try #require(turned != Self.members)
            #expect(try await fixture.update(update(id, turned)) == first)
            #expect(try await fixture.events(of: id).count == 2)
        }
    }

    @Test(arguments: [#""title": "%""#, #""notes": "%""#, #""metadata": {"a": "%"}"#, #""metadata": {"%": 1}"#])
    func anotherUnicodeFormIsAnotherText(member: String) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            for (text, version) in [(#"caf\u00e9"#, 2), (#"cafe\u0301"#, 3), (#"cafe\u0301"#, 3)] {
                let answer = try await fixture.update(update(id, ", " + member.replacing("%", with: text)))
                #expect(answer.etag == "\"\(version)\"", "\(text)")
            }
            let body = try await fixture.find(id).body
            #expect(body.contains(Array("cafe\u{301}".utf8)))
        }
    }

    @Test func notesAreWrittenAfterTheEnd() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.end(id)
            let json = try await fixture.update(update(id), by: .agent("agent-1")).json
            #expect(json["notes"]?.text == "a\nb" && json["interaction"]?["state"]?.text == "ENDED")
        }
    }

    @Test func rightsComeBeforeFaultsAndFaultsBeforeVersions() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(by: .supervisor)
            let invalid = update(id, #", "title": 5, "interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE"}}"#)
            await #expect(throws: Refusal(.notFound)) { try await fixture.update(invalid, by: .stranger) }
            await #expect(throws: Refusal(.forbidden)) { try await fixture.update(invalid, by: .agent("agent-2")) }
            // A client service updates only what it made.
            await #expect(throws: Refusal(.forbidden)) { try await fixture.update(invalid, by: .clientService) }
            let refusal = await #expect(throws: Refusal.self) { try await fixture.update(invalid, ifMatch: "\"9\"") }
            #expect(refusal?.faults.map(\.pointer) == ["/title", "/interaction/routing/properties"])
            await #expect(throws: Refusal(.stale)) { try await fixture.update(update(id), ifMatch: "\"9\"") }
            let missing = await #expect(throws: Refusal.self) { try await fixture.update("{}") }
            #expect(missing?.faults.map(\.pointer) == ["/id"])
            _ = try await fixture.cancel(id)
            await #expect(throws: Refusal(.notFound)) { try await fixture.update(update(id)) }
        }
    }

    @Test func aRepeatWithItsKeyIsAnsweredAsBefore() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.update(update(id), key: "k")
            _ = try await fixture.update(update(id, #", "title": "Another""#))
            #expect(try await fixture.update(update(id), key: "k") == first)
            #expect(try await fixture.find(id).json["title"]?.text == "Another")
            await #expect(throws: Refusal(.keyReused)) { try await fixture.update(update(id, ""), key: "k") }
        }
    }
}
