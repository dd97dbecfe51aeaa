// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// The pages behind room links, as a real browser and assistive technology have them.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct WaitingPageTests {
    /// What everybody can read and operate (WCAG 2.2, level AA): contrast, reflow, language, title, one main part.
    private func isAccessible(_ view: BrowserView, _ location: SourceLocation = #_sourceLocation) {
        #expect(view.isStyled, "the policy keeps the page from its own style", sourceLocation: location)
        #expect(!view.overflows, sourceLocation: location)
        #expect(view.contrasts.count == 2 && view.contrasts.allSatisfy { $0 >= 4.5 }, sourceLocation: location)
        #expect(!view.title.isEmpty, sourceLocation: location)
        #expect(view.tree.count { $0.role == "main" } == 1, sourceLocation: location)
    }

    @Test(arguments: [
        ("en_GB", "Start", "Time zone", "Look again now", "The room is not open yet."),
        ("de_AT", "Beginn", "Zeitzone", "Jetzt noch einmal nachsehen", "Der Raum ist noch nicht geöffnet."),
    ])
    func theWaitingPageCanBeReadByEverybody(
        locale: String, start: String, zone: String, again: String, state: String
    ) async throws {
        let tenant = Tenant()
        let title = "<b>\(Tenant.random())</b> " + String(repeating: "Längstwort", count: 12)
        let body = Body.appointment(in: tenant).with("title", .string(title)).with("locale", .string(locale))
        let appointment = try await tenant.agent().schedule(body)
        let view = try await BrowserView("/q/\(appointment.code())")
        isAccessible(view)
        #expect(view.messages == [])
        #expect(view.title == title && view.language == String(locale.prefix(2)))
        #expect(view.tells("heading", title))
        #expect(view.tells("term", start) && view.tells("term", zone))
        #expect(view.tree.contains { $0.name.hasPrefix("Europe/Berlin, UTC+0") })
        #expect(view.tree.contains { $0.name.hasPrefix(state) })
        // The only thing to operate, by keyboard as well.
        #expect(view.tree.filter { $0.role == "link" || $0.role == "button" }.map(\.name) == [again])
        #expect(view.focus == BrowserView.Node(role: "a", name: again))
    }

    @Test func aPageThatIsKeptOpenLeadsToTheRoomAtTheStart() async throws {
        let tenant = Tenant()
        let body = Body.appointment(in: tenant).with("start", .string(Moment.now(plus: 15)))
        let appointment = try await tenant.agent().schedule(body)
        let (code, conference) = (try await appointment.code(), try await appointment.conference())
        let view = try await BrowserView("/q/\(code)", until: "https://rooms.localhost/")
        #expect(view.seen == "https://rooms.localhost/\(conference)?ticket=\(code)")
    }

    @Test func aLinkThatIsGoneSaysSoInTheAppointmentsLanguage() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant).with("locale", .string("de")))
        let code = try await appointment.code()
        #expect(try await agent.delete(appointment.path).status == 204)
        let view = try await BrowserView("/q/\(code)")
        isAccessible(view)
        #expect(view.language == "de" && view.tells("heading", "Dieser Link gilt nicht mehr"))
        #expect(view.messages.count == 1 && view.messages.first?.contains("410") == true)
    }

    @Test func anUnknownLinkSaysSoInEveryLanguage() async throws {
        let view = try await BrowserView("/q/0123456789abcdef")
        isAccessible(view)
        #expect(view.tells("heading", "There is no such link") && view.tells("heading", "Diesen Link gibt es nicht"))
    }
}
