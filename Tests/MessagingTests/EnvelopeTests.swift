// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import Testing

@testable import Messaging

@Suite("Envelopes")
struct EnvelopeTests {
    private let item = RequestItem(
        id: "1f", operation: "appointment.find", deadline: 1_900_000_000_123,
        caller: Caller(
            subject: "a\"b", roles: [.agent, Role(rawValue: "ROLE_NEW")], applications: ["app-1", "app-2"],
            conference: "c", address: "127.0.0.1"),
        key: "k", trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ifMatch: "\"3\"",
        payload: Array(#"{"id":"x"}"#.utf8))

    @Test func requestsComeBackAsTheyWere() throws {
        var bare = item
        (bare.caller, bare.key, bare.trace, bare.ifMatch) = (Caller(), nil, nil, nil)
        #expect(try RequestEnvelope.decode(RequestEnvelope.encode([item, bare])) == [item, bare])
    }

    @Test func aCredentialTravelsBesideTheCaller() throws {
        var item = item
        item.credential = "123:456\n"
        #expect(try RequestEnvelope.decode(RequestEnvelope.encode([item])) == [item])
        let json = try #require(try JSONValue.parse(RequestEnvelope.encode([item])).elements?.first)
        #expect(json["caller"]?["credential"] == nil && json["credential"]?.text == item.credential)
    }

    @Test func aRequestMessageIsAJSONListThatStrangersCanRead() throws {
        let items = try #require(try JSONValue.parse(RequestEnvelope.encode([item])).elements)
        #expect(items.count == 1 && items[0]["operation"]?.text == "appointment.find")
        #expect(items[0]["payload"] == .object(["id": .string("x")]))
    }

    @Test(arguments: [
        ReplyItem(id: "1", outcome: .answered(.json(Array(#"{"a":[1,2]}"#.utf8), etag: "\"1\""))),
        ReplyItem(id: "2", outcome: .answered(.noContent)),
        ReplyItem(id: "3", outcome: .answered(.redirect(to: "https://example.org/?a=b"))),
        ReplyItem(
            id: "4",
            outcome: .answered(
                Answer(
                    status: 200, contentType: "text/calendar", disposition: "attachment",
                    body: Array("BEGIN:VCALENDAR\r\n\"ä\"".utf8)))),
        ReplyItem(id: "5", outcome: .failed(.late)),
        ReplyItem(id: "6", outcome: .answered(.page(Page(html: "<p>\"ä\"", style: "sha256-AAAA")))),
    ])
    func repliesComeBackAsTheyWere(reply: ReplyItem) throws {
        #expect(try ReplyEnvelope.decode(ReplyEnvelope.encode([reply])) == [reply])
    }

    @Test func aRefusalKeepsItsCodeDetailFaultsAndAlternatives() throws {
        let refusal = Refusal(
            .slotTaken, "busy", faults: [Fault(pointer: "/a/0", detail: "b")], alternatives: ["2030-01-01T00:00:00.0Z"])
        let decoded = try ReplyEnvelope.decode(ReplyEnvelope.encode([ReplyItem(id: "1", outcome: .refused(refusal))]))
        guard case .refused(let back)? = decoded.first?.outcome else {
            Issue.record("not a refusal")
            return
        }
        #expect(back.type.slug == "slot-taken" && back.type.kind == .conflict && back.type.title == refusal.type.title)
        #expect(back.detail == "busy" && back.faults == refusal.faults && back.alternatives == refusal.alternatives)
    }

    @Test(arguments: [Page(html: "<p>\"ä\"", style: "sha256-AAAA"), Page(html: ""), nil])
    func aRefusalKeepsItsPage(page: Page?) throws {
        let refusal = Refusal(.linkGone, page: page)
        let decoded = try ReplyEnvelope.decode(ReplyEnvelope.encode([ReplyItem(id: "1", outcome: .refused(refusal))]))
        guard case .refused(let back)? = decoded.first?.outcome else {
            Issue.record("not a refusal")
            return
        }
        #expect(back.page == page)
    }

    @Test func aRefusalKeepsItsLimitAndWhenToAskAgain() throws {
        let limit = ReachedLimit(name: "destination", quota: 5, seconds: 600)
        let refusals = [
            Refusal(.tooManyRequests, retryAfter: 17, limit: limit), Refusal(.tooManyRequests, retryAfter: 1),
            Refusal(.tooManyRequests),
        ]
        for refusal in refusals {
            let reply = ReplyItem(id: "1", outcome: .refused(refusal))
            guard case .refused(let back)? = try ReplyEnvelope.decode(ReplyEnvelope.encode([reply])).first?.outcome
            else {
                Issue.record("not a refusal")
                return
            }
            #expect(back.retryAfter == refusal.retryAfter && back.limit == refusal.limit)
        }
    }

    @Test func whatANewerServiceSaysPassesThrough() throws {
        let reply = #"[{"id":"1","new":{},"refusal":{"code":"brand-new","kind":"newKind","title":"New","x":1}}]"#
        let decoded = try ReplyEnvelope.decode(Array(reply.utf8))
        guard case .refused(let refusal)? = decoded.first?.outcome else {
            Issue.record("not a refusal")
            return
        }
        #expect(refusal.type.slug == "brand-new")
        let failure = try ReplyEnvelope.decode(Array(#"[{"id":"1","failure":"newer"}]"#.utf8))
        #expect(failure.first?.outcome == .failed(.fault))
    }

    @Test(arguments: [
        "", "{}", "[]", "[1]", "[{}]", #"[{"id":"1"}]"#, #"[{"id":1,"operation":"a","deadline":1,"payload":{}}]"#,
        #"[{"id":"1","operation":"a","deadline":1e300,"payload":{}}]"#,
        #"[{"id":"1","operation":"a","deadline":1}]"#,
        #"[{"id":"1","id":"2","operation":"a","deadline":1,"payload":{}}]"#,
        "\u{0}", String(repeating: "[", count: 100_000),
    ])
    func whatIsNoRequestMessageIsRefused(text: String) {
        #expect(throws: EnvelopeFailure.self) { try RequestEnvelope.decode(Array(text.utf8)) }
    }

    @Test func truncatedMessagesAreRefusedAtEveryByte() {
        let bytes = RequestEnvelope.encode([item])
        for end in 0..<bytes.count {
            #expect(throws: EnvelopeFailure.self) { try RequestEnvelope.decode(Array(bytes[..<end])) }
        }
    }
}
