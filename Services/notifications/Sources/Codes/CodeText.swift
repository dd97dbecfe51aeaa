// SPDX-License-Identifier: Apache-2.0
import Contract

/// The words around a code, built in: what is sent to somebody unknown is not for applications to choose. Another
/// language is an entry here.
struct CodeText: Sendable {
    /// Lower-case BCP 47 tag.
    let tag: String
    let subject: String
    /// With the code where `{code}` stands.
    let body: String
    let short: String

    static let english = CodeText(
        tag: "en", subject: "Your code for booking a video appointment",
        body: """
            Your code is {code}

            It is valid for 10 minutes and for one appointment. If you did not ask for it, ignore this message; \
            nobody can book in your name without the code.
            """,
        short: "{code} is your code for booking a video appointment. It is valid for 10 minutes.")

    static let german = CodeText(
        tag: "de", subject: "Ihr Code für die Buchung eines Videotermins",
        body: """
            Ihr Code lautet {code}

            Er gilt 10 Minuten und für einen Termin. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese \
            Nachricht; ohne den Code kann niemand in Ihrem Namen buchen.
            """,
        short: "{code} ist Ihr Code für die Buchung eines Videotermins. Er gilt 10 Minuten.")

    static let all = [english, german]

    /// The best for tags such as `de_AT`, the first ones first; English where none fits.
    static func best(for tags: [String]) -> CodeText {
        LanguageTag.best(of: all, tagged: \.tag, for: tags) ?? english
    }

    static func text(_ words: String, _ code: String) -> String {
        words.replacing("{code}", with: code)
    }
}
