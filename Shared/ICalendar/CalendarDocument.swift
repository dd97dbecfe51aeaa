// SPDX-License-Identifier: Apache-2.0

/// An iCalendar object (RFC 5545) with one event, ready to be downloaded or mailed.
///
/// All times are UTC instants, which every client understands without a time zone block.
package struct CalendarDocument: Sendable, Equatable {
    /// What the document is for (RFC 5546); only invitations and their cancellation name an attendee.
    package enum Method: Sendable, Equatable {
        /// A copy for whoever asks for it.
        case publish
        /// An invitation, or a change of it when the sequence has risen.
        case request(attendee: CalendarAddress)
        /// The end of an invitation: the entry is marked cancelled.
        case cancel(attendee: CalendarAddress)

        /// The word for `METHOD` and for the media type's parameter, which have to agree (RFC 6047, section 2.4).
        package var name: String {
            switch self {
            case .publish: "PUBLISH"
            case .request: "REQUEST"
            case .cancel: "CANCEL"
            }
        }
    }

    package let method: Method
    package let event: CalendarEvent

    package init(method: Method, event: CalendarEvent) {
        self.method = method
        self.event = event
    }

    /// The media type with charset and method.
    package var contentType: String {
        "text/calendar; charset=utf-8; method=\(method.name)"
    }

    /// The document in UTF-8 with CRLF after every line, no line longer than 75 octets.
    package func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        for line in lines {
            line.append(to: &bytes)
        }
        return bytes
    }

    private var lines: [ContentLine] {
        [
            ContentLine("BEGIN", "VCALENDAR"),
            ContentLine("PRODID", text: "-//Appointments//Appointment Suite//EN"),
            ContentLine("VERSION", "2.0"),
            ContentLine("CALSCALE", "GREGORIAN"),
            ContentLine("METHOD", method.name),
            ContentLine("BEGIN", "VEVENT"),
            ContentLine("UID", text: event.uid),
            ContentLine("SEQUENCE", String(event.sequence)),
            ContentLine("DTSTAMP", event.stamp.iCalendar),
            ContentLine("CREATED", event.created.iCalendar),
            ContentLine("LAST-MODIFIED", event.lastModified.iCalendar),
            ContentLine("DTSTART", event.start.iCalendar),
            ContentLine("DTEND", event.end.iCalendar),
            ContentLine("SUMMARY", text: event.summary),
            ContentLine("ORGANIZER", event.organizer.commonName, event.organizer.mailto),
        ] + room + closing
    }

    /// Clients make something to click of one or another of these.
    private var room: [ContentLine] {
        guard let link = event.link else { return [] }
        return [
            ContentLine("URL", link), ContentLine("LOCATION", text: link), ContentLine("DESCRIPTION", text: link),
        ]
    }

    private var closing: [ContentLine] {
        switch method {
        case .publish:
            [ContentLine("STATUS", "CONFIRMED")] + alarms + end
        case .request(let attendee):
            [ContentLine("STATUS", "CONFIRMED"), line(of: attendee)] + alarms + end
        case .cancel(let attendee):
            [ContentLine("STATUS", "CANCELLED"), line(of: attendee)] + end
        }
    }

    private var end: [ContentLine] {
        [ContentLine("END", "VEVENT"), ContentLine("END", "VCALENDAR")]
    }

    /// No reply is asked for, since nobody reads the platform's mailbox.
    private func line(of attendee: CalendarAddress) -> ContentLine {
        let parameters: [ContentLine.Parameter] = [
            .word("ROLE", "REQ-PARTICIPANT"), .word("PARTSTAT", "NEEDS-ACTION"), .word("RSVP", "FALSE"),
        ]
        return ContentLine("ATTENDEE", parameters + attendee.commonName, attendee.mailto)
    }

    private var alarms: [ContentLine] {
        event.alarms.flatMap { period in
            [
                ContentLine("BEGIN", "VALARM"),
                ContentLine("ACTION", "DISPLAY"),
                ContentLine("DESCRIPTION", text: event.summary),
                ContentLine("TRIGGER", period.iCalendarTrigger),
                ContentLine("END", "VALARM"),
            ]
        }
    }
}
