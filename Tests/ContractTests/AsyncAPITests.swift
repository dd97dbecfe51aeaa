// SPDX-License-Identifier: Apache-2.0
import AsyncAPI
import Contract
import JSON
import Testing

@Suite("AsyncAPI document")
struct AsyncAPITests {
    private let document = AsyncAPIDocument(contracts).json
    private let messages = contracts.flatMap(\.publishes).map(\.name) + contracts.flatMap(\.inbound).map(\.name)

    @Test func everyMessageIsShownOnceWithItsFormAndSentence() {
        let shown = document["components"]?["messages"]
        #expect(shown?.members?.map(\.name) == messages)
        for name in messages {
            #expect(shown?[name]?["summary"]?.text?.hasSuffix(".") == true, "\(name)")
            let form = document["components"]?["schemas"]?[name]
            #expect(form?["type"]?.text == "object" || form?["anyOf"] != nil, "\(name)")
            #expect(document["channels"]?[name]?["bindings"]?["amqp"]?["is"]?.text == "routingKey", "\(name)")
        }
    }

    @Test func everyEventIsSentByItsPublisherOnly() {
        for event in contracts.flatMap(\.publishes) {
            let operation = document["operations"]?["publish-\(event.name)"]
            #expect(operation?["action"]?.text == "send", "\(event.name)")
            #expect(operation?["bindings"]?["amqp"]?["userId"]?.text == event.publisher.brokerUser, "\(event.name)")
        }
    }

    @Test func aSubscriberMayHearEveryEventAndNothingElse() {
        let heard = document["channels"]?["subscriber"]?["messages"]?.members?.map(\.name)
        #expect(heard == contracts.flatMap(\.publishes).map(\.name))
    }

    /// What a service reacts to, by the patterns it listens to, written out by hand.
    @Test func aServicesQueueHoldsWhatItListensTo() {
        let heard = { (service: String) in
            Set(document["channels"]?["\(service).events"]?["messages"]?.members?.map(\.name) ?? [])
        }
        let conference: Set = ["conference.joined.v1", "conference.left.v1", "conference.ended.v1"]
        #expect(heard("scheduling") == conference.union(["settings.changed.v1"]))
        let appointments = Set(messages.filter { $0.hasPrefix("appointment.") })
        #expect(appointments.count == 9)
        #expect(heard("calendar").isSuperset(of: appointments))
        #expect(heard("participants") == appointments.union(["settings.changed.v1"]))
        #expect(heard("notifications").isSuperset(of: appointments))
    }

    @Test func everyReferenceLeadsSomewhere() {
        for reference in references(in: document) {
            let steps = reference.split(separator: "/").map(String.init)
            #expect(steps.first == "#")
            let target = steps.dropFirst().reduce(Optional(document)) { $0?[$1] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func aNameStandsForOneForm() {
        let envelopes = contracts.flatMap(\.publishes).map(\.envelope) + contracts.flatMap(\.inbound).map(\.envelope)
        for (name, components) in Dictionary(grouping: Set(envelopes.flatMap(\.components)), by: \.name) {
            #expect(components.count == 1, "\(name) has several forms")
            #expect(!messages.contains(name), "\(name) is a message's name as well")
        }
    }

    private func references(in value: JSONValue) -> [String] {
        let here = value["$ref"]?.text.map { [$0] } ?? []
        return here + (value.members ?? []).flatMap { references(in: $0.value) }
            + (value.elements ?? []).flatMap(references)
    }
}
