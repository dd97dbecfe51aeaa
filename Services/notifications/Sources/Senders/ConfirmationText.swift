// SPDX-License-Identifier: Apache-2.0
import Contract

/// The words around the code that confirms a sender, built in. Another language is an entry here.
struct ConfirmationText: Sendable {
    /// Lower-case BCP 47 tag.
    let tag: String
    /// Of an e-mail.
    let subject: String
    /// With the code where `{code}` stands.
    let body: String

    static let english = ConfirmationText(
        tag: "en", subject: "Confirm this sender of appointment messages",
        body: "{code} is the code that confirms this sender of appointment messages. It is valid for one hour.")

    static let german = ConfirmationText(
        tag: "de", subject: "Bestätigen Sie diesen Absender von Terminnachrichten",
        body: "{code} ist der Code, der diesen Absender von Terminnachrichten bestätigt. Er gilt eine Stunde.")

    static let all = [english, german]

    /// The best for a tag such as `de_AT`, English where none fits.
    static func best(for tag: String) -> ConfirmationText {
        LanguageTag.best(of: all, tagged: \.tag, for: [tag]) ?? english
    }

    func text(_ code: String) -> String {
        body.replacing("{code}", with: code)
    }
}
