// SPDX-License-Identifier: Apache-2.0
import Contract
import Testing
import Time

@testable import SchedulingService

@Suite struct LinkPageTests {
    private static let pages = PageLanguage.all.map(LinkPage.gone) + [LinkPage.unknown, LinkPage.busy]

    @Test(arguments: pages) func everyPageIsAWholeDocumentWithoutScript(page: Page) {
        #expect(page.html.hasPrefix("<!DOCTYPE html>\n<html lang=\""))
        #expect(page.html.contains("<main>") && page.html.contains("<h1>") && page.html.contains("name=\"viewport\""))
        #expect(!page.html.contains("<script") && !page.html.contains("http://") && !page.html.contains("https://"))
        #expect(page.style?.hasPrefix("sha256-") == true)
    }

    @Test func everyLanguageIsFoundByItsTag() {
        #expect(PageLanguage.best(for: "de_AT").tag == "de" && PageLanguage.best(for: "de").tag == "de")
        #expect(PageLanguage.best(for: "en-GB").tag == "en" && PageLanguage.best(for: "fr").tag == "en")
    }

    @Test(
        arguments: [
            ("2030-01-08T09:59:59.5Z", 0, 0, 1, 1), ("2030-01-08T09:59:00Z", 0, 0, 1, 60),
            ("2030-01-08T09:58:59Z", 0, 0, 2, 60), ("2030-01-08T09:00:00Z", 0, 1, 0, 60),
            ("2030-01-08T08:59:59Z", 0, 1, 1, 900), ("2030-01-06T08:59:00Z", 2, 1, 0, 900),
        ] as [(String, Int, Int, Int, Int64)])
    func theCountdownIsRoundedUpAndAskedAgainByTheStart(
        now: String, days: Int, hours: Int, minutes: Int, refresh: Int64
    ) throws {
        let left = Countdown(to: try Instant(rfc3339: "2030-01-08T10:00:00Z"), at: try Instant(rfc3339: now))
        #expect(left.days == days && left.hours == hours && left.minutes == minutes && left.refresh == refresh)
    }

    @Test func onlyWhatIsThereIsSaid() {
        #expect(PageLanguage.english.remaining(1, 0, 0) == "It opens in 1 day.")
        #expect(PageLanguage.english.remaining(0, 2, 1) == "It opens in 2 hours 1 minute.")
        #expect(PageLanguage.german.remaining(3, 1, 0) == "Er öffnet in 3 Tagen 1 Stunde.")
    }
}
