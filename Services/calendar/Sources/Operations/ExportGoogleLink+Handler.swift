// SPDX-License-Identifier: Apache-2.0
import CalendarContract
import Contract
import Messaging

/// Answers a redirect to Google Calendar's form with the appointment filled in.
struct ExportGoogleLinkHandler: Sendable {
    let lookup: AppointmentLookup

    func handle(_ request: Request<ExportGoogleLink>) async throws -> Answer {
        let facts = try await lookup.find(request.operation.id, trace: request.trace, until: request.deadline)
        return .redirect(to: try GoogleCalendarLink.url(for: facts))
    }
}
