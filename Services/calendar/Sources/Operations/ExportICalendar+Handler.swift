// SPDX-License-Identifier: Apache-2.0
import CalendarContract
import Contract
import ICalendar
import Messaging
import SchedulingContract
import Time

/// Answers an appointment as an iCalendar file.
struct ExportICalendarHandler: Sendable {
    let lookup: AppointmentLookup
    let identity: CalendarIdentity
    let clock: WallClock
    let links: RoomLinkSource

    func handle(_ request: Request<ExportICalendar>) async throws -> Answer {
        let facts = try await lookup.find(request.operation.id, trace: request.trace, until: request.deadline)
        var link: String?
        if let token = request.operation.token {
            link = try await links.find(facts.id, token, request.trace, request.deadline)
        }
        let event = try CalendarEvent(facts, as: identity, link: link, at: clock.now())
        let document = CalendarDocument(method: .publish, event: event)
        return Answer(
            status: 200, contentType: document.contentType, disposition: "attachment; filename=\"appointment.ics\"",
            body: document.bytes())
    }
}
