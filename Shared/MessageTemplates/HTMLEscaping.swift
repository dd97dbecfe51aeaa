// SPDX-License-Identifier: Apache-2.0

/// Escaping for element content and quoted attributes.
enum HTMLEscaping {
    /// Works on scalars: swift-mustache's own escaping compares characters, and a quote followed by a combining mark is
    /// a different character to Swift but still a quote to a browser.
    static func escape(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
