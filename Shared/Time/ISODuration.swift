// SPDX-License-Identifier: Apache-2.0

/// A length of time in whole seconds, never negative, that is read and written as an ISO 8601 duration.
///
/// A day is 24 hours here and a week 7 days; two durations are equal if they are of the same length.
package struct ISODuration: Sendable, Hashable, Comparable {
    /// The length in seconds, 0 or more.
    package let seconds: Int64

    package static let zero = ISODuration(seconds: 0)

    /// A duration of so many seconds; negative ones count as zero.
    package init(seconds: Int64) {
        self.seconds = max(seconds, 0)
    }

    /// The same length for arithmetic on clocks and instants.
    package var duration: Duration { .seconds(seconds) }

    /// The canonical text: days, hours, minutes and seconds, each only where it is not zero; `PT0S` for nothing.
    ///
    /// Such as `PT5M`, `PT1H30M`, `P1D`, `P1DT12H`. Weeks are written as days.
    package var iso8601: String {
        guard seconds > 0 else { return "PT0S" }
        var text = "P"
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if days > 0 { text += "\(days)D" }
        guard rest > 0 else { return text }
        text += "T"
        if rest >= 3_600 { text += "\(rest / 3_600)H" }
        if rest / 60 % 60 > 0 { text += "\(rest / 60 % 60)M" }
        if rest % 60 > 0 { text += "\(rest % 60)S" }
        return text
    }

    package static func < (left: ISODuration, right: ISODuration) -> Bool {
        left.seconds < right.seconds
    }
}

extension ISODuration: CustomStringConvertible {
    package var description: String { iso8601 }
}
