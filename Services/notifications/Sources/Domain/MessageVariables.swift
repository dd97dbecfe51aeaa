// SPDX-License-Identifier: Apache-2.0
package import ParticipantsContract
package import SchedulingContract
package import Time

/// The values that a template can name, for one recipient of one appointment.
///
/// Time is the appointment's wall time in its zone, the promise to the customer; language is the recipient's.
package struct MessageVariables: Sendable, Equatable {
    /// The wall time of the start, for date patterns.
    package let start: WallTime
    /// What is known by name. One of `TemplateVariables.names` without a value is missing here.
    package let values: [String: String]

    /// - Parameter applicationLocale: of the application's settings, for recipients whose own language we can't write.
    /// - Throws: `TimeSyntaxFailure` for facts whose wall time or duration can't be read.
    package init(
        facts: AppointmentFacts, contact: CustomerDetails, links: MessageLinks, applicationLocale: String = "en"
    ) throws(TimeSyntaxFailure) {
        let language = Language.best(for: [contact.locale, facts.locale, applicationLocale].compactMap { $0 })
        let start = try WallTime(facts.wallTime)
        let values: [String: String?] = [
            "firstName": contact.firstName.map(SingleLine.of),
            "lastName": contact.lastName.map(SingleLine.of),
            "title": facts.title.map(SingleLine.of),
            "roomLink": links.room.map(SingleLine.of),
            "calendarLink": SingleLine.of(links.calendar),
            "googleLink": SingleLine.of(links.google),
            "duration": language.length(try ISODuration(iso8601: facts.duration)),
            "zone": "\(facts.timezone), \(ClockText.offset(facts.utcOffset))",
            "time24": ClockText.time24(start),
            "time12": ClockText.time12(start),
            "weekday": language.dates.weekday(start.date),
            "longDate": language.dates.longDate(start.date),
        ]
        self.start = start
        self.values = values.compactMapValues { $0 }.filter { !$0.value.isEmpty }
    }
}
