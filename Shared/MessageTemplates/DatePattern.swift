// SPDX-License-Identifier: Apache-2.0
package import Time

/// A date written by a pattern of `dd`, `MM` and `yyyy` with `-`, `.` or `/` between them, such as `dd.MM.yyyy`.
package struct DatePattern: Sendable, Equatable {
    private enum Part: Equatable {
        case day
        case month
        case year
        case separator(Character)
    }

    private let parts: [Part]

    /// nil for a text that is no such pattern: at least one part, each with one separator before the next.
    package init?(_ text: Substring) {
        var parts: [Part] = []
        var rest = text
        while true {
            if rest.hasPrefix("dd") {
                parts.append(.day)
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("MM") {
                parts.append(.month)
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("yyyy") {
                parts.append(.year)
                rest = rest.dropFirst(4)
            } else {
                return nil
            }
            guard let next = rest.first else { break }
            guard "-./".contains(next) else { return nil }
            parts.append(.separator(next))
            rest = rest.dropFirst()
        }
        self.parts = parts
    }

    package func text(of date: CivilDate) -> String {
        parts.map { part in
            switch part {
            case .day: Self.padded(date.day, to: 2)
            case .month: Self.padded(date.month, to: 2)
            case .year: Self.padded(date.year, to: 4)
            case .separator(let character): String(character)
            }
        }.joined()
    }

    /// A number in at least so many digits.
    package static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}
