// SPDX-License-Identifier: Apache-2.0
package import Time

/// What a calendar entry says about one appointment, the same whether it is downloaded or mailed.
///
/// Holds no attendee: who reads the bare export must not learn who takes part (see ``CalendarDocument/Method``).
package struct CalendarEvent: Sendable, Equatable {
    /// `<appointment id>@<domain>`, the same for the appointment's whole life, or clients show a second entry.
    package let uid: String
    /// The appointment's revision: rises with start, duration, zone and cancel, never falls.
    package let sequence: Int
    package let start: Instant
    package let end: Instant
    package let summary: String
    /// The platform's sender, not a person: it stays when the agent changes.
    package let organizer: CalendarAddress
    /// Where the reader enters the room; nil in what everybody may read.
    package let link: String?
    /// How long before the start a client reminds; each length once, the longest first.
    package let alarms: [ISODuration]
    package let created: Instant
    package let lastModified: Instant
    /// When the document is made.
    package let stamp: Instant

    /// - Parameters:
    ///   - domain: configured once for the suite, since it is part of ``uid``.
    ///   - title: shown by clients; without one the entry is a "Video appointment".
    ///   - link: an http or https URL.
    package init(
        appointment id: String, domain: String, sequence: Int, start: Instant, end: Instant, title: String?,
        organizer: CalendarAddress, link: String? = nil, alarms: [ISODuration], created: Instant,
        lastModified: Instant, stamp: Instant
    ) {
        uid = "\(id)@\(domain)"
        self.sequence = sequence
        self.start = start
        self.end = end
        summary = Self.summary(title: title)
        self.organizer = organizer
        self.link = link
        self.alarms = Set(alarms).sorted(by: >)
        self.created = created
        self.lastModified = lastModified
        self.stamp = stamp
    }

    /// The title, or what an entry without one is called.
    package static func summary(title: String?) -> String {
        guard let title, !title.isEmpty else { return "Video appointment" }
        return title
    }
}
