// SPDX-License-Identifier: Apache-2.0
import Contract
import MessageTemplates
import NotificationsContract
import ParticipantsContract
import SchedulingContract
package import Time

/// Renders templates with made-up values, for test messages.
package struct SampleMessages: Sendable {
    private let publicURL: String
    package let clock: WallClock

    package init(publicURL: String, clock: WallClock) {
        self.publicURL = publicURL
        self.clock = clock
    }

    /// An appointment of half an hour that starts tomorrow at ten in that zone.
    package func variables(locale: String, zone: Zone) throws -> MessageVariables {
        let now = clock.now()
        let tomorrow = zone.wallTime(at: now + .seconds(86_400))
        let start = zone.instant(of: WallTime(date: tomorrow.date, hour: 10) ?? tomorrow)
        let facts = AppointmentFacts(
            id: "00000000-0000-4000-8000-000000000000", applicationId: "sample", start: start.rfc3339,
            end: (start + .seconds(1_800)).rfc3339, duration: "PT30M", timezone: zone.identifier,
            wallTime: zone.wallTime(at: start).description, utcOffset: zone.offset(at: start), locale: locale,
            state: .pending, cancelled: false, title: "Video consultation",
            organizer: AppointmentParticipant(id: "agent", type: .agent), participants: [], createdBy: nil,
            conferenceId: "sample", notificationsActive: true, reminderPlan: [], version: 1, revision: 0,
            createdAt: now.rfc3339, updatedAt: now.rfc3339)
        let contact = CustomerDetails(
            participantId: "customer", username: nil, firstName: "Ada", lastName: "Lovelace", primaryEmail: nil,
            primaryPhone: nil, metadata: nil, locale: locale)
        let calendar = "\(publicURL)/api/cal/events"
        return try MessageVariables(
            facts: facts, contact: contact,
            links: MessageLinks(
                room: "\(publicURL)/q/sample", calendar: "\(calendar)/ical/\(facts.id)/event",
                google: "\(calendar)/google/\(facts.id)/event"))
    }
}

/// Renders the texts of one request and gathers what is wrong with them.
struct SampleTexts {
    let variables: MessageVariables
    private(set) var faults: [Fault] = []

    init(_ variables: MessageVariables) {
        self.variables = variables
    }

    mutating func render(_ text: String, as form: TemplateText.Form, at pointer: String) -> String {
        do throws(TemplateFault) {
            return try TemplateText(text, form: form).render(variables)
        } catch {
            refuse(pointer, "must be a template without triple braces, partials and tags that are never closed")
            return ""
        }
    }

    mutating func refuse(_ pointer: String, _ detail: String) {
        faults.append(Fault(pointer: pointer, detail: detail))
    }

    func requireValid() throws {
        guard faults.isEmpty else { throw Refusal(.invalidRequest, faults: faults) }
    }
}
