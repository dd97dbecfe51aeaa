// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import OpenAPI
import SchedulingContract
import Testing

/// The form of a request in documents comes from the code that reads it.
@Suite("Describing request fields")
struct InputDescriptionTests {
    private func field(_ name: String, of description: InputDescription) throws -> Schema.Field {
        try #require(description.fields.first { $0.name == name }, "\(name) is not described")
    }

    @Test func everyPublicOperationDescribesItself() throws {
        for operation in operations {
            guard let route = operation.route else {
                #expect(operation.manual == nil)
                continue
            }
            let manual = try #require(operation.manual)
            #expect(manual.summary.wholeMatch(of: /[A-Z].{10,}\./) != nil, "\(operation.name)")
            let fields = manual.input.fields
            #expect(Set(fields.map(\.name)).count == fields.count, "\(operation.name)")
            for segment in route.segments {
                guard case .parameter(let name) = segment else { continue }
                #expect(try field(name, of: manual.input).schema.json["description"] != nil, "\(operation.name)")
            }
            if route.body == .object {
                #expect(manual.requestName.hasSuffix("Request"), "\(operation.name)")
                #expect(fields.contains { $0.isRequired }, "\(operation.name)")
            }
        }
    }

    @Test func whatIsRequiredIsDescribedAsRequired() {
        let schedule = InputDescription { _ = ScheduleAppointment(reading: &$0) }
        #expect(schedule.fields.filter(\.isRequired).map(\.name) == ["start", "duration", "timezone"])
        let reschedule = InputDescription { _ = RescheduleAppointment(reading: &$0) }
        #expect(reschedule.fields.filter(\.isRequired).map(\.name) == ["id", "start", "duration"])
        #expect(InputDescription { _ = ListAppointments(reading: &$0) }.fields.allSatisfy { !$0.isRequired })
    }

    @Test func boundsAreDescribedAsTheyAreRead() throws {
        let schedule = InputDescription { _ = ScheduleAppointment(reading: &$0) }
        #expect(try field("title", of: schedule).schema.json["maxLength"] == .integer(255))
        let customers = try field("customers", of: schedule).schema.json
        #expect(customers["minItems"] == .integer(1) && customers["maxItems"] == .integer(20))
        let list = InputDescription { _ = ListAppointments(reading: &$0) }
        let size = try field("pageSize", of: list).schema.json
        #expect(size["minimum"] == .integer(1) && size["maximum"] == .integer(200))
        let range = try field("range", of: list).schema.json
        #expect(range["minItems"] == .integer(2) && range["maxItems"] == .integer(2))
        #expect(
            try field("sortField", of: list).schema.json["enum"]
                == .array(["start", "end", "duration", "id"].map(JSONValue.string)))
    }

    /// What an otherwise complete body is changed by, and whether it is accepted then.
    private static let changes: [(String, Bool)] = [
        (#""title": "A talk""#, true), (#""title": null"#, true), (#""title": 5"#, false),
        (#""title": "a\u0007""#, false), (#""notes": "a\nb""#, true), (#""title": "a\nb""#, false),
        (#""unknown": 1"#, true), (#""applicationId": "a b""#, false), (#""applicationId": "ä""#, false),
        (#""userId": "36c1r718-9ab5-48c9-aeab-fas5f37b0ec4""#, true), (#""locale": "en_US""#, true),
        (#""locale": "e""#, false), (#""metadata": {"a": [1, {}]}"#, true), (#""metadata": []"#, false),
        (#""notifications": []"#, true), (#""notifications": {}"#, false), (#""notifications": [1]"#, false),
        (#""notifications": [{"type": "CREATE", "channel": "SMS"}]"#, true),
        (#""notifications": [{"type": "CREATE"}]"#, false),
        (#""notifications": [{"type": "REMINDER", "channel": "SMS"}]"#, false),
        (#""notifications": [{"type": "REMINDER", "channel": "SMS", "period": null}]"#, false),
        (#""notifications": [{"type": "REMINDER", "channel": "SMS", "period": "P5M"}]"#, true),
        (#""notifications": [{"type": "ROOM", "channel": "SMS", "period": "P1M1D"}]"#, false),
        (#""interaction": {}"#, true), (#""interaction": {"routing": {"type": "X"}}"#, false),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE"}}"#, false),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE", "properties": {}}}"#, false),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE", "properties": {"queueName": "q"}}}"#, true),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE", "properties": {"queueName": null}}}"#, false),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE", "properties": {"queueName": ""}}}"#, false),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_QUEUE", "properties": {"queueName": 5}}}"#, false),
        (#""interaction": {"routing": {"type": "GENESYS_CLOUD_FLOW", "properties": {"queueName": 5}}}"#, true),
        (#""interaction": {"routing": {"type": null}}"#, true), (#""customers": [{}]"#, false),
        (#""customers": null"#, true), (#""customer": null"#, false), (#""customer": []"#, false),
        (#""customer": null, "customers": [{}]"#, true), (#""customer": null, "customers": []"#, false),
        (#""customer": {"contact": {"primaryEmail": "user@provider.net"}}"#, true),
        (#""customer": {"contact": {"primaryEmail": "a@b, c@d"}}"#, false),
        (#""customer": {"contact": {"primaryPhone": "+49 (30) 123-456"}}"#, true),
        (#""customer": {"contact": {"primaryPhone": "1234"}}"#, false),
        (#""customer": {"name": {"firstName": 1}}"#, false), (#""start": null"#, false), (#""start": "today""#, false),
        (#""duration": "pt5m0s""#, true), (#""duration": "P""#, false), (#""duration": "PT""#, false),
        (#""duration": "P1Y""#, false), (#""duration": "PT1.5H""#, false), (#""duration": "P1DT""#, false),
    ]

    @Test(arguments: changes)
    func declarationAndDocumentAgreeOnWhatIsAccepted(change: String, isAccepted: Bool) throws {
        let plain = #"{"start": "2030-01-01T10:00:00Z", "duration": "PT30M", "timezone": "UTC", "customer": {}}"#
        let changed = try #require(JSONValue.parse(Array("{\(change)}".utf8)).members)
        let kept = try #require(JSONValue.parse(Array(plain.utf8)).members).filter { member in
            !changed.contains { $0.name == member.name }
        }
        let body = JSONValue.object(kept + changed)
        var input = Input(body)
        _ = ScheduleAppointment(reading: &input)
        #expect(input.faults.isEmpty == isAccepted, "\(input.faults)")
        let schema = InputDescription { _ = ScheduleAppointment(reading: &$0) }.object()
        let complaints = SchemaValidator(schema).complaints(about: body)
        #expect(complaints.isEmpty == isAccepted, "\(complaints)")
    }

    @Test func readingLeavesNoDescriptionAndDescribingNoFaults() {
        var input = Input(.object([:]))
        _ = input.text("title", atLeast: 1, atMost: 5)
        input.requireOne(of: "email", "phone")
        #expect(input.faults.map(\.pointer) == ["/email"])
        let description = InputDescription { input in
            _ = input.text("title", atLeast: 1, atMost: 5)
            input.require("title")
            #expect(input.faults.isEmpty)
        }
        #expect(description.fields.map(\.name) == ["title"])
        #expect(description.object().json["required"] == .array([.string("title")]))
    }
}
