// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import NotificationsContract
import Testing

/// What is accepted as settings, before any of it is kept.
@Suite struct ReplaceSettingsTests {
    private func faults(_ json: String) throws -> [String] {
        let body = try JSONValue.parse(Array(json.utf8)).members ?? []
        var input = Input(.object(body + [JSONValue.Member(name: "applicationId", value: .string("app-1"))]))
        _ = ReplaceSettings(reading: &input)
        return input.faults.map(\.pointer)
    }

    @Test(arguments: [
        (#"{"active": 1}"#, "/active"), (#"{"autoActivate": "true"}"#, "/autoActivate"),
        (#"{"overlapPolicy": "MAYBE"}"#, "/overlapPolicy"), (#"{"retention": "P3651D"}"#, "/retention"),
        (#"{"retention": "P1Y"}"#, "/retention"), (#"{"locale": "e"}"#, "/locale"),
        (#"{"notifications": {}}"#, "/notifications"),
        (#"{"notifications": [{"type": "UPDATE", "channel": "SMS", "textBody": "x"}]}"#, "/notifications/0/type"),
        (#"{"notifications": [{"type": "CREATE", "channel": "FAX", "textBody": "x"}]}"#, "/notifications/0/channel"),
        (#"{"notifications": [{"type": "ROOM", "channel": "SMS", "textBody": "x"}]}"#, "/notifications/0/period"),
        (#"{"notifications": [{"type": "CREATE", "channel": "SMS", "htmlBody": "x"}]}"#, "/notifications/0/textBody"),
        (#"{"notifications": [{"type": "CREATE", "channel": "EMAIL"}]}"#, "/notifications/0/textBody"),
        (
            #"{"notifications": [{"type": "CREATE", "channel": "SMS", "textBody": "{{{title}}}"}]}"#,
            "/notifications/0/textBody"
        ),
        (
            #"{"notifications": [{"type": "CREATE", "channel": "EMAIL", "textBody": "x", "htmlBody": "{{>a}}"}]}"#,
            "/notifications/0/htmlBody"
        ),
        (
            #"{"notifications": [{"type": "CREATE", "channel": "EMAIL", "textBody": "x", "subject": "{{#title}}"}]}"#,
            "/notifications/0/subject"
        ),
    ])
    func aFaultyMemberIsPointedAt(json: String, pointer: String) throws {
        #expect(try faults(json) == [pointer])
    }

    @Test(arguments: [
        "https://video.example", "https://video.example:8443/rooms/a-b_c/", "http://localhost:8080",
        "http://127.0.0.1/",
        "http://[::1]:80", "https://[2001:db8::1]/r", "https://10.0.0.1",
    ])
    func aBaseOfLinksIsAnAddress(url: String) throws {
        #expect(try faults(#"{"ticketBaseUrl": "\#(url)"}"#) == [])
    }

    @Test(arguments: [
        "http://video.example", "ftp://video.example", "https://", "https://user@video.example", "https://u:p@h",
        "https://video.example?x=1", "https://video.example/#a", "https://video.example:0",
        "https://video.example:65536",
        "https://video.example/ a", "https://-x.example", "//video.example", "https://video.example\\\\evil", "",
        "javascript:alert(1)", "https://vidéo.example", "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "https://video.example//double",
    ])
    func anythingElseIsNoBaseOfLinks(url: String) throws {
        #expect(try faults(#"{"ticketBaseUrl": "\#(url)"}"#) == ["/ticketBaseUrl"])
    }

    @Test func twoOfTheSameAreRefusedHoweverTheyAreWritten() throws {
        let entry = { (period: String, locale: String) in
            #"{"type": "REMINDER", "channel": "SMS", "period": "\#(period)", "locale": \#(locale), "textBody": "x"}"#
        }
        let list = { (entries: [String]) in #"{"notifications": [\#(entries.joined(separator: ","))]}"# }
        #expect(try faults(list([entry("PT1H", #""de_AT""#), entry("P60M", #""DE-at""#)])) == ["/notifications"])
        #expect(try faults(list([entry("PT1H", "null"), entry("PT60M", "null")])) == ["/notifications"])
        #expect(try faults(list([entry("PT1H", "null"), entry("PT1H", #""de""#), entry("PT2H", "null")])) == [])
    }

    @Test func atMost200TemplatesAreTaken() throws {
        let entries = (0...200).map { #"{"type": "ROOM", "channel": "SMS", "period": "PT\#($0)S", "textBody": "x"}"# }
        let list = { (count: Int) in #"{"notifications": [\#(entries.prefix(count).joined(separator: ","))]}"# }
        #expect(try faults(list(200)) == [])
        #expect(try faults(list(201)) == ["/notifications"])
    }
}
