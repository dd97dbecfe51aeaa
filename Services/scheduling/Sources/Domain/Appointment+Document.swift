// SPDX-License-Identifier: Apache-2.0
import JSON
import SchedulingContract
import Time

/// The document clients read: `GetAppointmentResponse` of the reference, rendered once per request.
extension Appointment {
    var document: [UInt8] {
        var json = JSONWriter(capacity: 2048)
        write(to: &json)
        return json.bytes
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("applicationId", applicationID)
            json.member("duration", slot.duration.iso8601)
            json.member("end", slot.end.rfc3339)
            json.member("id", id)
            json.member("interaction", object: writeInteraction)
            json.member("locale", locale)
            json.member(raw: "metadata", metadata)
            json.member("notes", notes)
            json.member(raw: "notifications", notifications)
            json.member("notificationsActive", notificationsActive)
            json.member(
                "organizer",
                object: { json in
                    json.member("id", organizer.id)
                    json.member("type", organizer.type.rawValue)
                })
            json.member("participantIds", array: writeParticipants)
            json.member("start", slot.start.rfc3339)
            json.member("timezone", slot.timezone)
            json.member("title", title)
        }
    }

    /// The effective list in its own language, a JSON array.
    private var notifications: [UInt8] {
        ownNotifications
            ?? NotificationList.effective(
                plan, texts: applicationTexts, in: [locale, applicationLocale].compactMap { $0 })
    }

    private func writeInteraction(_ json: inout JSONWriter) {
        json.member(raw: "customFields", customFields)
        json.member(
            "routing",
            object: { json in
                json.member(raw: "properties", routingProperties)
                json.member("type", routingType)
            })
        json.member("state", state.rawValue)
    }

    private func writeParticipants(_ json: inout JSONWriter) {
        for participant in participants {
            json.object { json in
                json.member("id", participant.id)
                json.member("type", participant.type.rawValue)
            }
        }
    }
}
