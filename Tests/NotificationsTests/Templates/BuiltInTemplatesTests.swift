// SPDX-License-Identifier: Apache-2.0
import Foundation
import MessageTemplates
import NotificationsContract
import NotificationsService
import SchedulingContract
import Testing
import Time

@Suite struct BuiltInTemplatesTests {
    private func plan(_ language: BuiltInTemplates) -> [String] {
        language.templates.map { template in
            PlannedNotification(
                type: template.type.rawValue, channel: template.channel.rawValue, period: template.period?.iso8601
            ).item
        }
    }

    @Test func everyLanguageHasTheSameListAndTableOfWords() {
        #expect(BuiltInTemplates.all.map(\.tag) == Language.all.map(\.tag))
        let items = ["CREATE", "RESCHEDULE", "CANCELLED", "REMINDER", "ROOM", "FOLLOW_UP"].flatMap { type in
            let period = ["REMINDER": " P1D", "ROOM": " PT5M", "FOLLOW_UP": " PT1H"][type] ?? ""
            return ["\(type) EMAIL\(period)", "\(type) SMS\(period)"]
        }
        for language in BuiltInTemplates.all {
            #expect(plan(language) == items, "\(language.tag)")
        }
    }

    @Test(arguments: BuiltInTemplates.all.map(\.tag))
    func eachReadsWellWithAndWithoutFirstNameTitleAndRoom(tag: String) throws {
        let language = BuiltInTemplates.best(for: [tag])
        #expect(language.tag == tag)
        for template in language.templates {
            for firstName in ["Ada", nil] {
                let variables = try Facts.variables(
                    Facts.appointment(locale: tag, title: nil), Facts.contact(firstName: firstName))
                for (text, form) in [(template.textBody, TemplateText.Form.plain), (template.htmlBody, .html)] {
                    guard let text else { continue }
                    let shown = try TemplateText(text, form: form).render(variables)
                    #expect(shown.contains("Ada") == (firstName != nil), "\(shown)")
                    for blemish in ["{{", " ,", "  ", " .", "\n\n\n", "()"] {
                        #expect(!shown.contains(blemish), "\(template.type) \(template.channel): \(shown)")
                    }
                }
                #expect((template.subject != nil) == (template.channel == .email))
                #expect((template.htmlBody != nil) == (template.channel == .email))
                #expect(template.textBody != nil)
            }
        }
    }

    @Test func theRoomLinkIsShownWhereThereIsOne() throws {
        for language in BuiltInTemplates.all {
            for template in language.templates where [.create, .reschedule, .reminder, .room].contains(template.type) {
                var values = try Facts.variables().values
                values["roomLink"] = "https://suite.example/q/code"
                for (text, form) in [(template.textBody, TemplateText.Form.plain), (template.htmlBody, .html)] {
                    guard let text else { continue }
                    let shown = try TemplateText(text, form: form).render(values, date: Facts.variables().start.date)
                    #expect(shown.contains("https://suite.example/q/code"), "\(shown)")
                }
            }
        }
    }
}
