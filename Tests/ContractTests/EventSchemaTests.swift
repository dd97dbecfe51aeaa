// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import NotificationsContract
import OpenAPI
import ParticipantsContract
import SchedulingContract
import Testing

/// What documents say of the data of each event, held against the type that is written.
@Suite("Event schemas")
struct EventSchemaTests {
    private static func json(_ value: some Encodable) throws -> JSONValue {
        try JSONValue.parse(Array(try JSONEncoder().encode(value)))
    }

    private static func facts(isWhole: Bool) -> AppointmentFacts {
        AppointmentFacts(
            id: "a", applicationId: "app", start: "2030-01-31T19:00:00.0Z", end: "2030-01-31T19:30:00.0Z",
            duration: "PT30M", timezone: "Europe/Berlin", wallTime: "2030-01-31T20:00:00", utcOffset: 3600,
            locale: "de_DE", state: .pending, cancelled: false, title: isWhole ? "Consultation" : nil,
            organizer: AppointmentParticipant(id: "agent", type: .agent),
            participants: [AppointmentParticipant(id: "p", type: .customer)], createdBy: isWhole ? "agent" : nil,
            conferenceId: "c", notificationsActive: true,
            reminderPlan: [
                PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H"),
                PlannedNotification(type: "CREATE", channel: "SMS", period: nil),
            ],
            version: 1, revision: 0, createdAt: "2030-01-01T00:00:00.0Z", updatedAt: "2030-01-01T00:00:00.0Z",
            endedAt: isWhole ? "2030-01-31T19:29:00.0Z" : nil)
    }

    private static func settings(isWhole: Bool) -> ApplicationSettings {
        ApplicationSettings(
            ticketBaseUrl: isWhole ? "https://example.org" : nil,
            notifications: isWhole
                ? [
                    StoredTemplate(
                        type: "REMINDER", channel: "EMAIL", period: "PT1H", locale: "de", subject: "s", textBody: "t",
                        htmlBody: "<p>h</p>")
                ] : nil)
    }

    /// The data of a message of this name: with every member, and with as few as there can be.
    private static func samples(of name: String) throws -> (whole: JSONValue, least: JSONValue) {
        switch name {
        case _ where name.hasPrefix("appointment."):
            (
                try json(
                    AppointmentChange(
                        previous: facts(isWhole: true), current: facts(isWhole: true),
                        actor: AppointmentChange.Actor(id: "agent", role: "ROLE_AGENT"), reason: "why")),
                try json(
                    AppointmentChange(
                        previous: nil, current: facts(isWhole: false),
                        actor: AppointmentChange.Actor(id: nil, role: nil)))
            )
        case _ where name.hasPrefix("participant."):
            (
                try json(ParticipantChange(appointmentId: "a", participantId: "p")),
                try json(ParticipantChange(appointmentId: "a", participantId: "p"))
            )
        case _ where name.hasPrefix("notification."):
            (try json(notification(reason: "no-contact")), try json(notification(reason: nil)))
        case EventType<SettingsChange>.settingsChanged.name:
            (
                try json(
                    SettingsChange(
                        previous: settings(isWhole: true), current: settings(isWhole: true),
                        actor: AppointmentChange.Actor(id: "admin", role: "ROLE_ADMIN"))),
                try json(
                    SettingsChange(
                        previous: nil, current: settings(isWhole: false),
                        actor: AppointmentChange.Actor(id: nil, role: nil)))
            )
        case InboundType<ConferenceEnd>.conferenceEnded.name:
            (try json(conferenceEnd), try json(conferenceEnd))
        default:
            (try json(attendance), try json(attendance))
        }
    }

    private static func notification(reason: String?) -> NotificationChange {
        NotificationChange(
            notificationId: "n", appointmentId: "a", recipientId: "p", type: "REMINDER", channel: "EMAIL", revision: 0,
            reason: reason)
    }

    private static let conferenceEnd = ConferenceEnd(conferenceId: "c", time: "2030-01-31T19:00:00.0Z")
    private static let attendance = ConferenceAttendance(
        conferenceId: "c", userId: "u", role: .customer, time: "2030-01-31T19:00:00.0Z")

    private static let messages: [(name: String, data: Schema)] =
        contracts.flatMap(\.publishes).map { ($0.name, $0.data) }
        + contracts.flatMap(\.inbound).map { ($0.name, $0.data) }

    @Test(arguments: messages.map(\.name))
    func theDataHasTheFormThatIsShown(name: String) throws {
        let data = try #require(Self.messages.first { $0.name == name }).data
        let samples = try Self.samples(of: name)
        let validator = SchemaValidator(data, isClosed: true)
        #expect(validator.complaints(about: samples.whole) == [])
        #expect(validator.complaints(about: samples.least) == [])
        // Without any one of those that are always there it is another form.
        for member in samples.least.members ?? [] {
            let rest = (samples.least.members ?? []).filter { $0 != member }
            #expect(validator.complaints(about: .object(rest)) != [], "\(member.name)")
        }
    }

    @Test(arguments: messages.map(\.name))
    func everyMemberThatIsShownIsOneOfTheType(name: String) throws {
        let data = try #require(Self.messages.first { $0.name == name }).data
        let whole = try Self.samples(of: name).whole
        #expect(Self.missing(in: [whole], of: data.json, data.components) == [])
    }

    @Test func settingsFromBeforeThereWasAnActorAreRead() throws {
        let actor = AppointmentChange.Actor(id: "admin", role: "ROLE_ADMIN")
        let change = SettingsChange(previous: nil, current: Self.settings(isWhole: true), actor: actor)
        let members = try #require(try Self.json(change).members)
        // What such a version looks for is still there.
        #expect(members.first { $0.name == "actorId" }?.value == .string("admin"))
        let old = JSONValue.object(members.filter { $0.name != "actor" })
        let read = try JSONDecoder().decode(SettingsChange.self, from: Data(old.bytes))
        #expect(read.actor == nil && read.actorId == "admin" && read.current == change.current)
    }

    /// The members that a schema shows and no value has, by their names.
    private static func missing(
        in values: [JSONValue], of schema: JSONValue, _ components: [Schema.Component]
    ) -> [String] {
        if let reference = schema["$ref"]?.text {
            let component = components.first { reference.hasSuffix("/\($0.name)") }
            return component.map { missing(in: values, of: $0.json, components) } ?? [reference]
        }
        if let items = schema["items"] {
            return missing(in: values.flatMap { $0.elements ?? [] }, of: items, components)
        }
        return (schema["properties"]?.members ?? []).flatMap { property in
            let found = values.compactMap { $0[property.name] }
            return found.isEmpty ? [property.name] : missing(in: found, of: property.value, components)
        }
    }
}
