// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SchedulingService

@Suite struct CalendarLinksTests {
    private let links = SchedulingFixture.calendar

    private func token(of appointment: String, for participant: String) throws -> String {
        let link = links.file(of: appointment, for: participant)
        let prefix = "https://suite.example/api/cal/events/ical/\(appointment)/event?token="
        try #require(link.hasPrefix(prefix))
        return String(link.dropFirst(prefix.count))
    }

    @Test func aTokenNamesItsParticipant() throws {
        for index in 0..<100 {
            let token = try token(of: "a-\(index)", for: "p-\(index)")
            #expect(links.participant(of: token, for: "a-\(index)") == "p-\(index)")
            // It goes into a URL as it is.
            #expect(token.wholeMatch(of: /[A-Za-z0-9_.-]+/) != nil)
        }
    }

    @Test func aTokenOfAnotherAppointmentParticipantOrKeyOpensNothing() throws {
        let token = try token(of: "a-1", for: "p-1")
        let code = try #require(token.split(separator: ".").first)
        #expect(links.participant(of: token, for: "a-2") == nil)
        #expect(links.participant(of: "\(code).p-2", for: "a-1") == nil)
        let other = CalendarLinks(publicURL: "", key: LinkKey("another key of the tests, as long as it has to be"))
        #expect(other.participant(of: token, for: "a-1") == nil)
    }

    @Test func whatIsNoTokenOpensNothing() throws {
        let token = try token(of: "a-1", for: "p-1")
        let mangled = ["", ".", "p-1", ".p-1", "\(token) ", "\(token).", String(token.dropFirst()), "=\(token)"]
        for text in mangled + [String(repeating: "A", count: 43) + ".p-1", String(repeating: "a.", count: 500)] {
            #expect(links.participant(of: text, for: "a-1") == nil, "\(text)")
        }
    }
}
