// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import NotificationsService
import SchedulingContract
import Testing

@Suite struct TemplateChoiceTests {
    private let reminder = PlannedNotification(type: "REMINDER", channel: "SMS", period: "PT1H")

    private func template(_ locale: String?, _ text: String, period: String = "PT1H") -> StoredTemplate {
        StoredTemplate(type: "REMINDER", channel: "SMS", period: period, locale: locale, textBody: text)
    }

    private func texts(
        _ templates: [StoredTemplate]?, own: String? = nil, recipient: String? = nil, appointment: String = "en",
        application: String = "en"
    ) -> [String?] {
        TemplateChoice.templates(
            for: reminder, own: own, application: templates,
            TemplateChoice.Locales(recipient: recipient, appointment: appointment, application: application)
        ).map(\.textBody)
    }

    private func builtIn(_ language: BuiltInTemplates) -> String? {
        language.template(.reminder, .sms)?.textBody
    }

    @Test func theAppointmentsOwnComesFirstAndTheBuiltInOneLast() {
        let own = """
            [{"type": "REMINDER", "channel": "EMAIL", "period": "PT1H", "textBody": "mail"},
             {"type": "REMINDER", "channel": "SMS", "period": "PT2H", "textBody": "two hours"},
             {"type": "REMINDER", "channel": "SMS", "period": "PT60M", "textBody": "own"}]
            """
        #expect(texts([template(nil, "application")], own: own) == ["own", "application", builtIn(.english)])
        #expect(texts(nil) == [builtIn(.english)])
        #expect(texts([template(nil, "other", period: "PT2H")], own: "[]") == [builtIn(.english)])
        #expect(texts(nil, own: "not JSON") == [builtIn(.english)])
    }

    @Test(arguments: [
        ("de-AT", "en", "en", "AT"), ("de_DE", "en", "en", "de"), ("DE", "en", "en", "de"), (nil, "de-AT", "en", "AT"),
        // A language we have nothing in: for every language, before that of others.
        ("it", "de", "de", "any"),
    ])
    func theBestLanguageOfTheApplicationsIsChosen(
        recipient: String?, appointment: String, application: String, text: String
    ) {
        let templates = [template("de_at", "AT"), template(nil, "any"), template("de", "de"), template("en", "en")]
        let texts = texts(templates, recipient: recipient, appointment: appointment, application: application)
        #expect(texts.first == text)
    }

    @Test func withoutOneForEveryLanguageItFallsBack() {
        let templates = [template("en", "en"), template("fr", "fr"), template("de", "de")]
        #expect(texts(templates, recipient: "it", appointment: "de-CH", application: "fr").first == "de")
        #expect(texts(templates, recipient: "it", appointment: "it", application: "fr-FR").first == "fr")
        #expect(texts(templates, recipient: "it", appointment: "it", application: "pt").first == "en")
        #expect(texts([template("fr", "fr")], recipient: "it").first == builtIn(.english))
    }

    @Test func theBuiltInLanguageFallsBackInTheSameOrder() {
        #expect(texts(nil, recipient: "de-AT") == [builtIn(.german)])
        #expect(texts(nil, recipient: "fr", appointment: "de") == [builtIn(.german)])
        #expect(texts(nil, recipient: "fr", appointment: "it", application: "de_CH") == [builtIn(.german)])
        #expect(texts(nil, recipient: "en", appointment: "de", application: "de") == [builtIn(.english)])
    }

    @Test func unknownTypesAndChannelsHaveNoTemplate() {
        let locales = TemplateChoice.Locales(recipient: nil, appointment: "en", application: "en")
        for message in [
            PlannedNotification(type: "NEWER", channel: "SMS", period: nil),
            PlannedNotification(type: "CREATE", channel: "PIGEON", period: nil),
        ] {
            #expect(TemplateChoice.templates(for: message, own: nil, application: nil, locales).isEmpty)
        }
    }
}
