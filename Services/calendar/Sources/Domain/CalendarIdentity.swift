// SPDX-License-Identifier: Apache-2.0
import ICalendar

/// As whom the platform writes calendar entries; the same in every export and every mail.
struct CalendarIdentity: Sendable, Equatable {
    /// The part of an entry's UID after the `@`. It must never change: entries would appear twice.
    var domain: String
    /// The platform's sender.
    var organizer: CalendarAddress
}
