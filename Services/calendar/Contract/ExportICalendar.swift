// SPDX-License-Identifier: Apache-2.0
package import Contract

/// An appointment as an iCalendar file (RFC 5545) without attendees, notes or room link: the bare id opens it.
///
/// The token of a customer's calendar link adds their room link. One that opens nothing is as good as none.
package struct ExportICalendar: PublicOperation {
    package static let name = "calendar.export_ical"
    package static let summary = "Downloads an appointment as an iCalendar file."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/cal/events/ical/{id}/event")
    package static let access = Access.anyone
    package static let reply = ReplyForm.file("text/calendar")
    package static let failures: [ProblemType] = [.notFound]

    package let id: String
    package let token: String?

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
        token = input.rawText(
            "token",
            about: "From the calendar link of a message: adds the customer's room link. One that is wrong adds nothing."
        )
    }
}
