// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import NotificationsService
import SchedulingContract
import Testing

@Suite struct MessageTemplatesTests {
    private func choose(
        _ type: NotificationTemplate.Kind = .reminder, period: Int? = 3600, own: String? = nil,
        stored: [StoredTemplate]? = nil, locale: String = "de-AT", fallback: String = "fr"
    ) -> [String] {
        MessageTemplates.choose(
            type, .sms, period: period, own: own, stored: stored, locale: locale, fallback: fallback
        ).compactMap(\.textBody)
    }

    private func stored(_ text: String, locale: String?, period: String? = "PT1H") -> StoredTemplate {
        StoredTemplate(type: "REMINDER", channel: "SMS", period: period, locale: locale, textBody: text)
    }

    @Test func theRecipientsLanguageComesFirst() {
        let all = [
            stored("any", locale: nil), stored("english", locale: "en_US"), stored("german", locale: "de"),
            stored("french", locale: "fr"), stored("austrian", locale: "de_AT"), stored("plain", locale: "en"),
        ]
        #expect(choose(stored: all).prefix(5) == ["austrian", "german", "french", "plain", "any"])
        #expect(choose(stored: all, locale: "en-US").prefix(2) == ["english", "plain"])
    }

    @Test func theAppointmentsOwnComeBeforeTheApplications() {
        let own = #"[{"type":"REMINDER","channel":"SMS","period":"PT60M","textBody":"own"},{"type":"ROOM"}]"#
        #expect(choose(own: own, stored: [stored("austrian", locale: "de-AT")]).prefix(2) == ["own", "austrian"])
        #expect(choose(own: "no JSON", stored: [stored("any", locale: nil)]).first == "any")
    }

    @Test func aTemplateOfAnotherPeriodTypeOrChannelDoesNotHold() {
        let others = [
            stored("day", locale: nil, period: "P1D"), stored("none", locale: nil, period: nil),
            StoredTemplate(type: "ROOM", channel: "SMS", period: "PT1H", textBody: "room"),
            StoredTemplate(type: "REMINDER", channel: "EMAIL", period: "PT1H", textBody: "mail"),
        ]
        let found = choose(stored: others)
        #expect(!found.contains { ["day", "none", "room", "mail"].contains($0) })
    }

    @Test func theBuiltInOneComesLast() {
        let texts = MessageTemplates.choose(
            .create, .email, period: nil, own: nil,
            stored: [StoredTemplate(type: "CREATE", channel: "EMAIL", textBody: "own")], locale: "en", fallback: "en"
        ).compactMap(\.textBody)
        #expect(texts.first == "own")
        #expect(texts.count > 1)
    }
}
