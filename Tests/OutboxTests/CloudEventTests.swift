// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import OpenAPI
import SchedulingContract
import Testing
import Time

@testable import Outbox

@Suite struct CloudEventTests {
    private struct Fact: Codable, Sendable, Equatable {
        var text: String
    }

    private func event() throws -> CloudEvent {
        CloudEvent(
            id: "e-1", type: "thing.happened.v1", service: .scheduling, subject: "s",
            time: try Instant(rfc3339: "2030-01-01T00:00:00Z"), application: "a", sequence: 42, trace: "00-1-2-01",
            causation: "r-1")
    }

    @Test func theEnvelopeIsCloudEventsInStructuredMode() throws {
        let json = try JSONValue.parse(try event().encode(Fact(text: "x")))
        #expect(json["specversion"]?.text == "1.0" && json["id"]?.text == "e-1")
        #expect(json["source"]?.text == "/services/scheduling")
        #expect(json["type"]?.text == "app.appointments.thing.happened.v1")
        #expect(json["subject"]?.text == "s" && json["time"]?.text == "2030-01-01T00:00:00.0Z")
        #expect(json["datacontenttype"]?.text == "application/json" && json["dataschema"]?.text != nil)
        #expect(json["applicationid"]?.text == "a" && json["sequence"]?.text == "00000000000000000042")
        #expect(json["traceparent"]?.text == "00-1-2-01" && json["causationid"]?.text == "r-1")
        #expect(json["data"] == .object(["text": .string("x")]))
    }

    @Test(arguments: Scheduling.contract.publishes.map(\.name))
    func theEnvelopeHasTheFormThatIsShown(name: String) throws {
        let declared = try #require(Scheduling.contract.publishes.first { $0.name == name })
        let shown = EventDescription(
            name: declared.name, publisher: declared.publisher, summary: declared.summary, data: .anyObject)
        let validator = SchemaValidator(shown.envelope, isClosed: true)
        var event = try event()
        event.id = Identifier.random()
        event.type = name
        event.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        #expect(validator.complaints(about: try JSONValue.parse(try event.encode([String: String]()))) == [])
        event.type = "thing.happened.v1"
        #expect(validator.complaints(about: try JSONValue.parse(try event.encode([String: String]()))).count == 2)
        event.trace = nil
        event.causation = nil
        #expect(validator.complaints(about: try JSONValue.parse(try event.encode([String: String]()))).count == 4)
    }

    @Test func anEventComesBackAsItWas() throws {
        let decoded = try CloudEvent.decode(try event().encode(Fact(text: "x")), as: Fact.self)
        #expect(decoded.event == (try event()) && decoded.data == Fact(text: "x"))
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"specversion":"0.3"}"#,
        #"{"specversion":"1.0","id":"1","type":"other","source":"/services/scheduling"}"#,
        #"{"specversion":"1.0","id":"1","type":"app.appointments.x","source":"/services/nobody"}"#,
    ])
    func whatIsNoEventSaysWhyWithoutItsContent(text: String) {
        let failure = #expect(throws: UndecodableEvent.self) {
            try CloudEvent.decode(Array(text.utf8), as: Fact.self)
        }
        #expect(failure?.reason.isEmpty == false)
    }

    @Test func dataOfAnotherShapeIsRefused() throws {
        let bytes = try event().encode(["number": 1])
        #expect(throws: UndecodableEvent("data does not have the event's shape")) {
            try CloudEvent.decode(bytes, as: Fact.self)
        }
    }
}
