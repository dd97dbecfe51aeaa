// SPDX-License-Identifier: Apache-2.0

/// An HTML page for people that an operation's owner made: no script, nothing from elsewhere, at most one style.
///
/// The gateway shows it under a policy that allows nothing but that style, so markup that got in by mistake does nothing.
package struct Page: Sendable, Equatable {
    package let html: String
    /// Hash of the text within its one `style` element, as policies name it: `sha256-…`. nil without a style.
    package let style: String?

    package init(html: String, style: String? = nil) {
        self.html = html
        self.style = style
    }

    /// A text with every character that is markup made harmless, between tags as well as in a quoted attribute.
    ///
    /// Works on scalars: a quote followed by a combining mark is a character of its own to Swift, but still a quote to a
    /// browser.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
