// SPDX-License-Identifier: Apache-2.0
import JSON
import NotificationsContract
import OpenAPI
import SchedulingContract
import Testing

@testable import Contract

@Suite("Contact input")
struct ContactInputTests {
    private func code(_ json: String) throws -> (SendCode, [String]) {
        var input = Input(try JSONValue.parse(Array(json.utf8)))
        let code = SendCode(reading: &input)
        return (code, input.faults.map(\.pointer))
    }

    @Test(arguments: [
        ("SMS", "+49 30 123456", true), ("SMS", "ada@example.org", false), ("EMAIL", "ada@example.org", true),
        ("EMAIL", "+49 30 123456", false), ("EMAIL", "Ada <ada@example.org>", false), ("SMS", "1234", false),
        ("EMAIL", "ada@example.org\\r\\nBcc: x@example.org", false), ("SMS", "", false),
    ])
    func anAddressHasToFitItsChannel(channel: String, to: String, fits: Bool) throws {
        let json = #"{"applicationId": "app-1", "channel": "\#(channel)", "to": "\#(to)"}"#
        #expect(try code(json).1 == (fits ? [] : ["/to"]))
        let schema = InputDescription { _ = SendCode(reading: &$0) }.object()
        let complaints = SchemaValidator(schema).complaints(about: try JSONValue.parse(Array(json.utf8)))
        #expect(complaints.isEmpty == fits, "\(complaints)")
    }

    @Test func whatIsMissingIsNamed() throws {
        #expect(try Set(code("{}").1) == ["/applicationId", "/channel", "/to"])
        #expect(try code(#"{"applicationId": "a", "channel": "FAX", "to": "+4930123456"}"#).1 == ["/channel"])
    }

    @Test func aCustomerWithACodeChoosesNoMessagesAndComesAlone() throws {
        let fields = #""applicationId": "a", "start": "2030-01-01T10:00:00Z", "duration": "PT30M", "timezone": "UTC""#
        func faults(_ more: String) throws -> [String] {
            var input = Input(try JSONValue.parse(Array("{\(fields), \(more)}".utf8)))
            _ = ScheduleVerifiedAppointment(reading: &input)
            return input.faults.map(\.pointer)
        }
        #expect(try faults(#""customer": {}"#) == [])
        #expect(try faults(#""customers": [{}]"#) == [])
        #expect(try faults(#""customers": [{}, {}]"#) == ["/customers"])
        #expect(try faults(#""customer": {}, "notifications": []"#) == ["/notifications"])
        #expect(try faults(#""customer": {}, "notifications": null"#) == [])
    }
}
