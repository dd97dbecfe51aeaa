// SPDX-License-Identifier: Apache-2.0
import AMQP
import Foundation
import JSON
import Testing

/// Every event that another platform heard since the run began, held against the contracts.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct EventConformanceTests {
    /// Each part of an appointment's life once.
    private static func live() async throws -> Appointment {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 1)).status == 200)
        let title = Body(["id": .string(appointment.id), "title": .string("Another title")])
        #expect(try await agent.put("/api/appointments/", title).status == 200)
        let other = try await tenant.agent()
        let added = try await agent.post(
            "/api/appointments/participants/agents/", .agent(other.id, of: appointment.id))
        #expect(added.status == 200)
        #expect(try await agent.delete(appointment.participant(other.id)).status == 200)
        let conference = try await Conference(of: appointment)
        try await conference.tell("joined", agent.id, "AGENT")
        try await conference.end()
        _ = try await Collector.subscriber.events(7, about: appointment.id)
        return appointment
    }

    @Test func everyEventSoFarIsAsTheContractsSayAndInOrder() async throws {
        let appointment = try await Self.live()
        try await Collector.subscriber.isChecked()
        let conformance = Collector.subscriber.conformance
        #expect(conformance.complaints == [])
        #expect(conformance.types.isSuperset(of: ["appointment.scheduled.v1", "participant.registered.v1"]))
        let sequences = Collector.subscriber.all { taken in
            taken.json?["subject"]?.text == appointment.id && taken.json?["source"]?.text == "/services/scheduling"
        }.compactMap { $0.json?["sequence"]?.text }
        #expect(sequences == (1...7).map { String(repeating: "0", count: 19) + "\($0)" })
    }

    /// The checked-in document and a validator that is not ours say the same.
    @Test func aForeignValidatorAgrees() async throws {
        _ = try await Self.live()
        let genuine = Collector.subscriber.all { $0.delivery.message.headers[EventConformance.forgery] == nil }
        var lines: [String] = []
        // The newest of each type are enough: this one is slow.
        for (key, taken) in Dictionary(grouping: genuine, by: \.delivery.routingKey) {
            lines += taken.suffix(20).map { "\(key) \(String(decoding: $0.delivery.message.body, as: UTF8.self))" }
        }
        #expect(lines.count > 10)
        let file = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let document = RunningSuite.checkout.appending(path: "docs/contracts/asyncapi.yaml").path
        let output = try await Command.run("/usr/bin/python3", ["-c", Self.validator, document, file.path])
        #expect(output == "\(lines.count) checked\n")
    }

    private static let validator = """
        import json, sys
        import jsonschema, yaml
        with open(sys.argv[1], encoding="utf-8") as file:
            document = yaml.load(file, Loader=yaml.CSafeLoader)
        count = 0
        with open(sys.argv[2], encoding="utf-8") as file:
            for line in file:
                key, body = line.split(" ", 1)
                payload = document["components"]["messages"][key]["payload"]["$ref"]
                schema = {"$ref": payload, "components": document["components"]}
                jsonschema.Draft202012Validator(schema).validate(json.loads(body))
                try:
                    jsonschema.Draft202012Validator(schema).validate({**json.loads(body), "sequence": "1"})
                    sys.exit("anything fits " + key)
                except jsonschema.ValidationError:
                    count += 1
        print(count, "checked")
        """
}
