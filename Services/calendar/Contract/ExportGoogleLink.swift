// SPDX-License-Identifier: Apache-2.0
package import Contract

/// A redirect to Google Calendar's form with the appointment filled in, without personal data or room link.
package struct ExportGoogleLink: PublicOperation {
    package static let name = "calendar.export_google"
    package static let summary = "Redirects to Google Calendar with the appointment filled in."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/cal/events/google/{id}/event")
    package static let access = Access.anyone
    package static let reply = ReplyForm.redirect
    package static let failures: [ProblemType] = [.notFound]

    package let id: String

    package init(reading input: inout Input) {
        id = input.rawText("id", about: "Identifier of the appointment.") ?? ""
    }
}
