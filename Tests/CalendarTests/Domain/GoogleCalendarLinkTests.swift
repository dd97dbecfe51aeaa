// SPDX-License-Identifier: Apache-2.0
import Foundation
import SchedulingContract
import Testing

@testable import CalendarService

@Suite struct GoogleCalendarLinkTests {
    private func parameters(_ facts: AppointmentFacts) throws -> [String: String] {
        let components = try #require(URLComponents(string: try GoogleCalendarLink.url(for: facts)))
        #expect(components.host == "calendar.google.com")
        #expect(components.path == "/calendar/render")
        let items = components.queryItems ?? []
        #expect(Set(items.map(\.name)).count == items.count)
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }

    @Test func theFormIsFilledInWithTheAppointment() throws {
        #expect(
            try parameters(.sample()) == [
                "action": "TEMPLATE", "text": "Advice", "dates": "20220131T180000Z/20220131T183000Z",
                "ctz": "Europe/Athens",
                "details": "Video appointment on 2022-01-31 at 20:00, Europe/Athens (UTC+02:00)",
            ])
    }

    @Test func offsetsWestAndOfPartialHoursAreWritten() throws {
        var facts = AppointmentFacts.sample()
        facts.utcOffset = -12_600
        #expect(try parameters(facts)["details"]?.hasSuffix("(UTC-03:30)") == true)
        facts.utcOffset = 20_700
        #expect(try parameters(facts)["details"]?.hasSuffix("(UTC+05:45)") == true)
    }

    @Test func aHostileTitleStaysOneParameter() throws {
        for title in HostileText.samples where !title.isEmpty {
            let url = try GoogleCalendarLink.url(for: .sample(title: title))
            #expect(url.utf8.allSatisfy { (33...126).contains($0) && !Array("\"<>\\^`{|} #".utf8).contains($0) })
            let parameters = try parameters(.sample(title: title))
            #expect(parameters.count == 5)
            #expect(parameters["text"].map { Array($0.utf8) } == Array(title.utf8))
        }
    }

    @Test func nothingPersonalIsInTheLink() throws {
        let url = try GoogleCalendarLink.url(for: .sample())
        for secret in ["agent-1", "p-1", "conf-1", "app-1"] {
            #expect(!url.contains(secret))
        }
    }
}
