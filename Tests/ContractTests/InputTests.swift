// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import SchedulingContract
import Testing
import Time

@Suite("Reading request fields")
struct InputTests {
    private func input(_ json: String) throws -> Input {
        Input(try JSONValue.parse(Array(json.utf8)))
    }

    @Test func everyFaultOfABodyIsReportedAtOnceWithItsPointer() throws {
        var input = try input(
            """
            {"start": "2026-02-30T10:00:00Z", "duration": "PT0S", "timezone": "europe/berlin", "title": 5,
             "customers": [{"contact": {"primaryEmail": "a@b, c@d"}}, {"name": {"firstName": "a\\u0007"}}],
             "notifications": [{"type": "REMINDER", "channel": "FAX"}], "interaction": {"routing": {"type": "X"}}}
            """)
        _ = ScheduleAppointment(reading: &input)
        #expect(
            Set(input.faults.map(\.pointer)) == [
                "/start", "/duration", "/timezone", "/title", "/customers/0/contact/primaryEmail",
                "/customers/1/name/firstName", "/notifications/0/channel", "/notifications/0/period",
                "/interaction/routing/type",
            ])
    }

    @Test func theReferenceSampleIsRead() throws {
        var input = try input(
            """
            {"id": "f46f165d-383a-4432-9a3e-9c805a152e0c", "start": "2022-01-31T19:00:00.0Z", "duration": "PT5M0s",
             "timezone": "Europe/Berlin", "locale": "en_US"}
            """)
        let operation = RescheduleAppointment(reading: &input)
        #expect(input.faults.isEmpty)
        #expect(operation.duration.seconds == 300)
        #expect(operation.start.rfc3339 == "2022-01-31T19:00:00.0Z")
        #expect(operation.zone?.identifier == "Europe/Berlin")
    }

    @Test func customerAndCustomersExcludeEachOther() throws {
        let time = #""start": "2030-01-01T10:00:00Z", "duration": "PT30M", "timezone": "UTC""#
        for (members, pointer) in [
            ("", "/customer"), (#", "customer": {}, "customers": [{}]"#, "/customers"),
            (#", "customers": []"#, "/customers"),
        ] {
            var input = try input("{\(time)\(members)}")
            _ = ScheduleAppointment(reading: &input)
            #expect(input.faults.map(\.pointer) == [pointer])
        }
    }

    @Test(arguments: [
        ("a@b.de", true), ("first.last+tag@sub.example.org", true), ("a@localhost", true), ("@b.de", false),
        ("a@", false), ("a b@c.de", false), ("a@b.de\r\nBcc: x@y.z", false), ("<a@b.de>", false), ("a@b@c.de", false),
        (".a@b.de", false), ("a..b@c.de", false), ("a@-b.de", false), ("a,b@c.de", false), ("ä@b.de", false),
    ])
    func emailAddressesAreOneAddress(text: String, accepted: Bool) {
        #expect(EmailAddress.isWellFormed(text) == accepted)
    }

    @Test(
        arguments: [
            ("2102234988", "2102234988"), ("+49 (30) 123-456", "+4930123456"), ("1234", nil), ("+", nil),
            ("12345678901234567", nil), ("12345a", nil), ("++12345", nil),
        ] as [(String, String?)])
    func phoneNumbersAreComparedByTheirDigits(text: String, normalized: String?) {
        #expect(PhoneNumber.normalized(text) == normalized)
    }

    @Test func languageTagsFallBackToTheirParents() {
        #expect(LanguageTag.fallbacks(["de_AT", "en"]) == ["de-at", "de", "en"])
        #expect(LanguageTag.isWellFormed("en_US") && LanguageTag.isWellFormed("zh-Hans-CN"))
        #expect(!LanguageTag.isWellFormed("") && !LanguageTag.isWellFormed("e") && !LanguageTag.isWellFormed("en-"))
    }

    @Test func randomIdentifiersAreLowerCaseUUIDsOfVersionFour() {
        let identifiers = (0..<1000).map { _ in Identifier.random() }
        #expect(Set(identifiers).count == 1000)
        for identifier in identifiers {
            #expect(
                identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
            #expect(Identifier.isWellFormed(identifier))
        }
    }

    @Test func anIfMatchNamesTheCurrentVersionOrAny() throws {
        try EntityTag.require(nil, matches: "\"3\"")
        try EntityTag.require("*", matches: "\"3\"")
        try EntityTag.require("\"2\", \"3\"", matches: "\"3\"")
        #expect(throws: Refusal(.stale)) { try EntityTag.require("W/\"3\"", matches: "\"3\"") }
    }
}
