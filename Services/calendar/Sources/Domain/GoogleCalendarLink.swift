// SPDX-License-Identifier: Apache-2.0
import ICalendar
import SchedulingContract
import Time

/// The address of Google Calendar's form with an appointment filled in; no personal data, no room link.
enum GoogleCalendarLink {
    private static let form = "https://calendar.google.com/calendar/render?action=TEMPLATE"

    /// Untyped `throws` on purpose: with the type, Swift 6.3.1 crashes when it optimises the handler ("splitting
    /// coroutine").
    ///
    /// - Throws: `TimeSyntaxFailure` when the facts' times are not RFC 3339.
    static func url(for facts: AppointmentFacts) throws -> String {
        let start = try Instant(rfc3339: facts.start)
        let end = try Instant(rfc3339: facts.end)
        let text = PercentEncoding.encode(CalendarEvent.summary(title: facts.title))
        let dates = PercentEncoding.encode("\(start.iCalendar)/\(end.iCalendar)", keeping: "/")
        let zone = PercentEncoding.encode(facts.timezone, keeping: "/")
        return "\(form)&text=\(text)&dates=\(dates)&ctz=\(zone)&details=\(PercentEncoding.encode(details(facts)))"
    }

    /// The promise in words, with zone and offset: what the form shows depends on the reader's own zone.
    private static func details(_ facts: AppointmentFacts) -> String {
        let parts = facts.wallTime.split(separator: "T")
        guard let date = parts.first, let time = parts.dropFirst().first else { return "Video appointment" }
        return "Video appointment on \(date) at \(time.prefix(5)), \(facts.timezone) (UTC\(offset(facts.utcOffset)))"
    }

    /// `+05:45`, `-03:30`; seconds east of UTC, whole minutes.
    private static func offset(_ seconds: Int) -> String {
        let minutes = seconds.magnitude / 60
        let digits = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return (seconds < 0 ? "-" : "+") + digits.joined(separator: ":")
    }
}
