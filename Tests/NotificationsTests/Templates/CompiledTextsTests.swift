// SPDX-License-Identifier: Apache-2.0
import MessageTemplates
import Testing
import Time

@testable import NotificationsService

@Suite struct CompiledTextsTests {
    private let date = CivilDate(year: 2026, month: 11, day: 23)

    @Test func moreTextsThanAreKeptAreEachRenderedAsThemselves() throws {
        let texts = CompiledTexts()
        for _ in 0..<2 {
            for number in 0..<200 {
                let text = try texts.text("\(number) {{firstName}}", form: .plain)
                #expect(text.render(["firstName": "Ada"], date: try #require(date)) == "\(number) Ada")
            }
        }
    }

    @Test func aTextIsEscapedByItsFormAndNotByAnothersThatReadsTheSame() throws {
        let texts = CompiledTexts()
        let values = ["firstName": "<b>"]
        #expect(try texts.text("{{firstName}}", form: .plain).render(values, date: try #require(date)) == "<b>")
        #expect(try texts.text("{{firstName}}", form: .html).render(values, date: try #require(date)) == "&lt;b&gt;")
        #expect(try texts.text("{{firstName}}", form: .plain).render(values, date: try #require(date)) == "<b>")
    }

    @Test func anotherUnicodeFormIsAnotherText() throws {
        let texts = CompiledTexts()
        for text in ["caf\u{e9}", "cafe\u{301}"] {
            let rendered = try texts.text(text, form: .plain).render([:], date: try #require(date))
            #expect(Array(rendered.utf8) == Array(text.utf8))
        }
    }

    @Test func aTextThatIsNoTemplateIsRefusedEachTime() {
        let texts = CompiledTexts()
        for _ in 0..<2 {
            #expect(throws: TemplateFault.self) { try texts.text("{{#firstName}}", form: .plain) }
        }
    }
}
