// SPDX-License-Identifier: Apache-2.0
package import Contract

/// An appointment as an iCalendar file (RFC 5545) without attendees, notes or room link: the bare id opens it.
package struct ExportICalendar: PublicOperation {
    package static let name = "calendar.export_ical"
    package static let summary = "Downloads an appointment as an iCalendar file."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/cal/events/ical/{id}/event")
    package static let access = Access.anyone
    package static let reply = ReplyForm.file("text/calendar")
    package static let failures: [ProblemType] = [.notFound]

    package let id: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
