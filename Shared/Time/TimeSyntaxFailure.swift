// SPDX-License-Identifier: Apache-2.0

/// Why a text is not the instant, wall time, duration or zone it should be.
///
/// The failed text is never part of it, so it may be logged and shown to the caller.
package struct TimeSyntaxFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The text does not follow the grammar.
        case malformed
        /// The calendar has no such day, such as February 30.
        case noSuchDate
        /// The day has no such time, such as 24:00 or a leap second.
        case noSuchTime
        /// The offset from UTC is not within ±23:59.
        case noSuchOffset
        /// The value is well formed but outside what can be held or is allowed here.
        case outOfRange
        /// A duration has a sign, a fraction, years or months, which have no fixed length in whole seconds.
        case unsupportedUnit
        /// The installed tz database has no zone of this name.
        case unknownZone
    }

    /// The kind of fault.
    package let code: Code

    /// A phrase for the sender of the text, such as `the month has no such day`.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}
