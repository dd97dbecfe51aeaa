// SPDX-License-Identifier: Apache-2.0
import Foundation
import MessageTemplates
import NotificationsContract
import NotificationsService
import SchedulingContract
import Testing

@Suite struct TemplateTextTests {
    private func render(
        _ text: String, _ form: TemplateText.Form = .plain, firstName: String? = "Ada", title: String? = "Consultation"
    ) throws -> String {
        let variables = try Facts.variables(Facts.appointment(title: title), Facts.contact(firstName: firstName))
        return try TemplateText(text, form: form).render(variables)
    }

    @Test func variablesAndDatePatternsAreFilledIn() throws {
        #expect(try render("Dear {{firstName}}, {{ weekday }} {{time24}}") == "Dear Ada, Thursday 20:00")
        #expect(try render("{{dd.MM.yyyy}} {{MM/dd/yyyy}} {{yyyy-MM-dd}}") == "31.01.2030 01/31/2030 2030-01-31")
    }

    @Test(arguments: ["{{foo}}", "{{ foo }}", "{{first.name}}", "{{7*7}}", "{{dd MM}}", "{{}}", "{{Müller}}"])
    func unknownVariablesStayAsWritten(tag: String) throws {
        #expect(try render("a \(tag) b") == "a \(tag) b")
    }

    @Test func unknownTagsCannotSmuggleMarkup() throws {
        #expect(try render("{{\"><script>}}", .html) == "{{&quot;&gt;&lt;script&gt;}}")
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\" onmouseover=\"x", "' onclick='x", "a&b", "\"\u{301} onload=x", "<\u{301}b>",
        "<\u{200d}img>", "{{title}}", "{{{title}}}", "{{#title}}x{{/title}}", "{{=<% %>=}}", "{{> partial}}", "${7*7}",
        "%n%s", "\u{202e}evil",
    ])
    func valuesAreEscapedInHTMLAndNeverReadAsATemplate(name: String) throws {
        let html = try render("<p title=\"{{firstName}}\">{{firstName}}</p>", .html, firstName: name)
        let body = html.unicodeScalars.dropFirst("<p title=\"".count).dropLast("</p>".count)
        let split = try #require(String(String.UnicodeScalarView(body)).split(separator: "\">").first)
        // Nothing of the value ends the attribute or opens a tag, whatever combines with it.
        #expect(!split.unicodeScalars.contains { "<>\"'".unicodeScalars.contains($0) })
        #expect(unescaped(String(split)) == name)
        #expect(try render("Dear {{firstName}},", firstName: name) == "Dear \(name),")
    }

    @Test func sectionsDependOnWhetherThereIsAValue() throws {
        let text = "{{#title}}About {{title}} for {{firstName}}{{/title}}{{^title}}No title{{/title}}"
        #expect(try render(text) == "About Consultation for Ada")
        #expect(try render(text, title: nil) == "No title")
        #expect(try render("a{{#roomLink}}x{{/roomLink}}{{^other}}y{{/other}}{{! note }}") == "ay")
        #expect(try render("Room: {{roomLink}}.") == "Room: .")
    }

    @Test(arguments: [
        "{{{firstName}}}", "{{&firstName}}", "{{ & firstName}}", "{{> partial}}", "{{< parent}}{{/parent}}",
        "{{$block}}{{/block}}", "{{=<% %>=}}", "{{% CONTENT_TYPE:TEXT}}", "{{lowercased(firstName)}}",
        "{{#reversed(title)}}{{/reversed(title)}}", "{{firstName", "{{#title}}", "{{/title}}",
        "{{#title}}{{#firstName}}{{/title}}{{/firstName}}", "{{#}}{{/}}",
    ])
    func tagsThatCouldReachUnescapedTextAreRefused(text: String) {
        #expect(throws: TemplateFault.self) { try TemplateText(text, form: .html) }
    }

    @Test func deepNestingIsRefusedInsteadOfExhaustingTheStack() {
        let text = String(repeating: "{{#a}}", count: 20_000) + String(repeating: "{{/a}}", count: 20_000)
        #expect(throws: TemplateFault.malformed) { try TemplateText(text, form: .plain) }
    }

    @Test func everyBuiltInTemplateCanBeUsedAndSpeaksOfKnownVariablesOnly() throws {
        for language in BuiltInTemplates.all {
            for template in language.templates {
                let rendered = try #require(RenderedText.render([template], try Facts.variables()))
                #expect(rendered.passedOver == nil)
                for text in [rendered.subject, rendered.text, rendered.html ?? ""] {
                    #expect(!text.contains("{{"))
                }
                #expect(rendered.text.contains("Ada,"))
                #expect((rendered.html != nil) == (template.channel == .email))
            }
        }
        let rendered = try #require(
            RenderedText.render(
                [BuiltInTemplates.english.template(.create, .email)].compactMap { $0 }, try Facts.variables()))
        #expect(rendered.text.contains("Dear Ada,"))
        #expect(rendered.text.contains("Thursday, 31 January 2030 at 20:00 (Europe/Berlin, UTC+01:00)"))
        #expect(rendered.html?.contains("Thursday, 31 January 2030 at 20:00") == true)
    }

    @Test func anUnusableTemplateIsPassedOverForTheBuiltInOne() throws {
        let own = NotificationTemplate(
            type: .create, channel: .email, subject: "x", textBody: "x", htmlBody: "{{{firstName}}}")
        let rendered = RenderedText.render(
            [own] + [BuiltInTemplates.english.template(.create, .email)].compactMap { $0 }, try Facts.variables())
        #expect(rendered?.passedOver == .unsupportedTag("{"))
        #expect(rendered?.text.contains("Dear Ada,") == true)
    }

    @Test func anOwnTemplateHolds() throws {
        let own = NotificationTemplate(
            type: .create, channel: .email, subject: "Hi {{firstName}} & co", textBody: "See {{calendarLink}}")
        let rendered = RenderedText.render([own] + BuiltInTemplates.english.templates, try Facts.variables())
        #expect(rendered?.subject == "Hi Ada & co")
        #expect(rendered?.text.hasPrefix("See https://suite.example/") == true)
        #expect(rendered?.html == nil)
    }

    private func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) { text, pair in
            text.replacingOccurrences(of: pair.0, with: pair.1, options: .literal)
        }
    }
}
