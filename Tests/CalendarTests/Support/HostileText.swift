// SPDX-License-Identifier: Apache-2.0

/// Texts that try to break out of a line: generated from fragments that mean something to some reader.
enum HostileText {
    static let count = 500

    private static let fragments = [
        "\r\n", "\n", "\r", "\r\n ", "\n\t", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\u{0}", "\u{7}",
        "\u{1c}", "\u{7f}", "\u{9b}", "\t", "\\", "\\n", "\\\\", ";", ",", ":", "\"", "'", "^n", "^'", "^^", "=",
        "BEGIN:VEVENT\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n", "ATTACH:file:///etc/passwd", "\r\nATTENDEE:mailto:a@b.c",
        "X-ALT-DESC;FMTTYPE=text/html:<b>", "é", "ß", "漢字", "👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u{301}\u{323}", "\u{202e}",
        "\u{feff}", " ", "   ", "meeting", "Ωmega", "\u{10ffff}", "%0D%0A", "&amp;",
    ]

    /// Lengths around the fold boundaries come up often.
    static let samples: [String] = {
        var generator = SeededGenerator(seed: 20_220_131)
        return (0..<count).map { index in
            var text = String(repeating: "a", count: index % 80)
            for _ in 0..<Int.random(in: 0...24, using: &generator) {
                text += fragments.randomElement(using: &generator) ?? ""
            }
            return text
        }
    }()
}
