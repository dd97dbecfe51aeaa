// SPDX-License-Identifier: Apache-2.0
import Contract
import Crypto
import Foundation
import Time

/// The pages behind room links, for whoever follows one in a browser: no script, no personal data.
enum LinkPage {
    /// There is no such code, so nobody's language is known: every language there is, one after the other.
    static let unknown = everyLanguage(\.unknown)
    /// The client has tried too many codes.
    static let busy = everyLanguage(\.busy)

    /// The link is revoked or has expired.
    static func gone(in language: PageLanguage) -> Page {
        document(language, title: language.gone.heading, main: section(language.gone, headed: "h1"))
    }

    /// What is shown until the appointment begins; it asks again by itself.
    static func waiting(for appointment: Appointment, at now: Instant, in language: PageLanguage) -> Page {
        let title = appointment.title.flatMap { $0.isEmpty ? nil : $0 } ?? language.appointment
        let slot = appointment.slot
        let moment = (try? WallTime(slot.wallTime)).map(language.moment) ?? slot.start.rfc3339
        let left = Countdown(to: slot.start, at: now)
        let main = """
            <h1><bdi>\(Page.escaped(title))</bdi></h1>
            <p class="state">\(language.notOpenYet) \
            \(language.remaining(left.days, left.hours, left.minutes))</p>
            <dl>
            <dt>\(language.start)</dt>
            <dd><time datetime="\(slot.start.rfc3339)">\(Page.escaped(moment))</time></dd>
            <dt>\(language.timeZone)</dt>
            <dd>\(Page.escaped(slot.timezone)), \(ClockText.offset(slot.utcOffset))</dd>
            </dl>
            <p>\(language.opensByItself)</p>
            <p><a href="">\(language.lookAgain)</a></p>
            """
        return document(language, title: title, refresh: left.refresh, main: main)
    }

    private static func everyLanguage(_ message: KeyPath<PageLanguage, PageLanguage.Message>) -> Page {
        let first = PageLanguage.english
        let others = PageLanguage.all.filter { $0.tag != first.tag }.map { language in
            "<section lang=\"\(language.tag)\">\n\(section(language[keyPath: message], headed: "h2"))\n</section>"
        }
        let main = ([section(first[keyPath: message], headed: "h1")] + others).joined(separator: "\n")
        return document(first, title: first[keyPath: message].heading, main: main)
    }

    private static func section(_ message: PageLanguage.Message, headed element: String) -> String {
        """
        <\(element)>\(Page.escaped(message.heading))</\(element)>
        <p>\(Page.escaped(message.text))</p>
        """
    }

    /// - Parameter refresh: seconds after which a browser asks again.
    private static func document(
        _ language: PageLanguage, title: String, refresh: Int64? = nil, main: String
    ) -> Page {
        let again = refresh.map { "\n<meta http-equiv=\"refresh\" content=\"\($0)\">" } ?? ""
        let html = """
            <!DOCTYPE html>
            <html lang="\(language.tag)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">\(again)
            <title>\(Page.escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <main>
            \(main)
            </main>
            </body>
            </html>

            """
        return Page(html: html, style: styleHash)
    }

    private static let styleHash =
        "sha256-" + Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()

    private static let style = """
        :root { color-scheme: light dark; --text: #1c2024; --page: #f3f5f7; --card: #fff; --soft: #4a545e;
          --line: #c9d0d6; --link: #0b5394; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --page: #14181c; --card: #20262c;
          --soft: #b4bec8; --line: #46505a; --link: #8fc4ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 1rem; color: var(--text); background: var(--page);
          font: 1.125rem/1.5 system-ui, sans-serif; }
        main { max-width: 36rem; margin: 8vh auto 0; padding: 1.5rem; background: var(--card);
          border: 1px solid var(--line); border-radius: .5rem; overflow-wrap: anywhere; }
        h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; } h2 { margin: 2rem 0 1rem; font-size: 1.25rem; }
        .state { font-weight: 600; }
        dl { margin: 1.5rem 0; } dt { color: var(--soft); font-size: 1rem; } dd { margin: 0 0 .75rem; }
        a { display: inline-block; padding: .25rem 0; color: var(--link); }
        a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        """
}
