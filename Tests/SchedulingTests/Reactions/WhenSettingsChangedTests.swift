// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import SchedulingService

@Suite(.needsPostgres) struct WhenSettingsChangedTests {
    private func change(
        _ settings: ApplicationSettings, _ sequence: Int = 1, of application: String = "app-1",
        in fixture: SchedulingFixture
    ) async throws {
        try await WhenSettingsChanged(database: fixture.database).react(
            ReceivedEvent(
                id: Identifier.random(), subject: application, application: application, sequence: sequence,
                time: .now(), trace: nil,
                data: SettingsChange(
                    previous: nil, current: settings, actor: AppointmentChange.Actor(id: "admin", role: "ROLE_ADMIN")),
                deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger))
    }

    private func texts(_ answer: Answer) -> [String?] {
        answer.json["notifications"]?.elements?.map { $0["textBody"]?.text } ?? []
    }

    private func text(_ locale: String?, _ text: String, _ period: String? = nil) -> StoredTemplate {
        StoredTemplate(
            type: period == nil ? "CREATE" : "REMINDER", channel: "SMS", period: period, locale: locale, textBody: text)
    }

    @Test func withoutSettingsTheBuiltInListIsShownInTheAppointmentsLanguage() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let german = try await fixture.schedule(.booking(extra: #""locale": "de-AT","#))
            let lists = BuiltInTemplates.all.map { language in language.templates.map(\.textBody) }
            #expect(texts(german) == lists[1])
            #expect(texts(try await fixture.find(german.json["id"]?.text ?? "")) == lists[1])
            let other = try await fixture.schedule(.booking(agent: "agent-2", extra: #""locale": "fr","#))
            #expect(texts(other) == lists[0])
            #expect(other.json["notificationsActive"] == .boolean(true))
        }
    }

    @Test func switchAndLanguageAreCapturedWhenTheAppointmentIsMade() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let before = try await fixture.scheduled()
            try await change(ApplicationSettings(active: false, locale: "de_CH"), in: fixture)
            let answer = try await fixture.schedule(.booking(agent: "agent-2"))
            #expect(answer.json["notificationsActive"] == .boolean(false))
            #expect(answer.json["locale"]?.text == "de_CH")
            #expect(texts(answer) == BuiltInTemplates.german.templates.map(\.textBody))
            let facts = try await fixture.events(of: answer.json["id"]?.text ?? "").last?.change.current
            #expect(facts?.notificationsActive == false)
            #expect(try await fixture.find(before).json["notificationsActive"] == .boolean(true))
            #expect(try await fixture.find(before).json["locale"]?.text == "en")
        }
    }

    @Test func theNewestSettingsHoldAndOnlyForTheirApplication() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await change(ApplicationSettings(locale: "fr", notifications: [text(nil, "new")]), 9, in: fixture)
            try await change(ApplicationSettings(locale: "it", notifications: [text(nil, "old")]), 8, in: fixture)
            try await change(ApplicationSettings(active: false), 10, of: "app-2", in: fixture)
            let answer = try await fixture.schedule(.booking())
            #expect(answer.json["locale"]?.text == "fr")
            #expect(answer.json["notificationsActive"] == .boolean(true))
            #expect(texts(answer) == ["new"])
        }
    }

    @Test func theApplicationsListIsShownInTheAppointmentsLanguage() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let list = [
                text("de", "de"), text("de-at", "at"), text("en", "en"), text(nil, "soon", "PT1H"),
                text("fr", "bientôt", "PT1H"), text("it", "presto", "PT2H"),
            ]
            try await change(ApplicationSettings(notifications: list), in: fixture)
            let shown = [
                ("de_AT", ["at", "soon"]), ("de-DE", ["de", "soon"]), ("den", ["en", "soon"]),
                ("fr-CA", ["en", "bientôt"]),
                ("en", ["en", "soon"]),
            ]
            for (place, (locale, expected)) in shown.enumerated() {
                let answer = try await fixture.schedule(
                    .booking(agent: "agent-\(place)", extra: #""locale": "\#(locale)","#))
                let id = answer.json["id"]?.text ?? ""
                // Nothing of the third message is in a language that anybody else reads.
                let builtIn = BuiltInTemplates.best(for: [locale]).template(.reminder, .sms)?.textBody
                #expect(texts(answer) == expected + [builtIn], "\(locale)")
                #expect(texts(try await fixture.find(id)) == texts(answer))
                let plan = try await fixture.events(of: id).last?.change.current.reminderPlan ?? []
                #expect(plan.map(\.item) == ["CREATE SMS", "REMINDER SMS PT1H", "REMINDER SMS PT2H"])
            }
            let page = try await fixture.list()["content"]?.elements ?? []
            #expect(
                Set(page.compactMap { $0["notifications"]?.elements?.first?["textBody"]?.text }) == ["at", "de", "en"])
        }
    }

    @Test func aMoveToAnotherLanguageIsAnsweredInIt() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await change(ApplicationSettings(notifications: [text("de", "de"), text("en", "en")]), in: fixture)
            let id = try await fixture.scheduled()
            let answer = try await fixture.reschedule(
                #"{"id": "\#(id)", "start": "2030-01-08T10:00:00Z", "duration": "PT30M", "locale": "de"}"#)
            #expect(texts(answer) == ["de"])
        }
    }

    @Test func thePlanStaysAndTextsFollow() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            try await change(ApplicationSettings(notifications: [text(nil, "ours")]), in: fixture)
            let shown = texts(try await fixture.find(id))
            #expect(shown.count == NotificationList.builtInPlan.count)
            #expect(shown.filter { $0 == "ours" }.count == 1)
            try await change(ApplicationSettings(notifications: []), 2, in: fixture)
            #expect(texts(try await fixture.find(id)) == BuiltInTemplates.english.templates.map(\.textBody))
            #expect(texts(try await fixture.schedule(.booking(agent: "agent-2"))) == [])
        }
    }

    @Test func anOwnListHoldsWhateverTheSettingsAre() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await change(ApplicationSettings(notifications: [text(nil, "ours")]), in: fixture)
            let list =
                #""notifications": [{"type": "REMINDER", "channel": "SMS", "period": "P5M", "textBody": "own"}],"#
            let answer = try await fixture.schedule(.booking(extra: list))
            let id = answer.json["id"]?.text ?? ""
            #expect(texts(answer) == ["own"])
            #expect(try await fixture.find(id).json["notifications"]?.elements?.first?["period"]?.text == "PT5M")
            let none = try await fixture.schedule(.booking(agent: "agent-2", extra: #""notifications": [],"#))
            #expect(texts(none) == [])
        }
    }

    @Test(arguments: ["{{{title}}}", "{{&title}}", "{{> a}}", "{{=<% %>=}}", "{{#title}}", "{{reversed(title)}}"])
    func aTemplateThatCouldReachAMessageUnescapedIsRefused(template: String) async throws {
        try await SchedulingFixture.with { fixture async throws in
            for name in ["subject", "textBody", "htmlBody"] {
                let list = #""notifications": [{"type": "CREATE", "channel": "EMAIL", "\#(name)": "\#(template)"}],"#
                do {
                    _ = try await fixture.schedule(.booking(extra: list))
                    Issue.record("\(name) was accepted")
                } catch let refusal as Refusal {
                    #expect(refusal.type == .invalidRequest)
                    #expect(refusal.faults.map(\.pointer) == ["/notifications/0/\(name)"])
                }
            }
        }
    }
}
