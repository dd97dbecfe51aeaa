// SPDX-License-Identifier: Apache-2.0
import JSON
import ParticipantsContract

/// The answer `GetParticipantDetailsResponse`; what is unknown is left out.
enum ParticipantDocument {
    static func agent(_ id: String) -> [UInt8] {
        reference(id, type: "AGENT")
    }

    static func customer(_ details: CustomerDetails, inFull: Bool) -> [UInt8] {
        guard inFull else { return reference(details.participantId, type: "CUSTOMER") }
        var json = JSONWriter()
        json.object { json in
            if details.primaryEmail != nil || details.primaryPhone != nil {
                json.member(
                    "contact",
                    object: { json in
                        json.member("primaryEmail", details.primaryEmail)
                        json.member("primaryPhone", details.primaryPhone)
                    })
            }
            json.member("id", details.participantId)
            json.member(raw: "metadata", details.metadata?.utf8)
            if details.firstName != nil || details.lastName != nil {
                json.member(
                    "name",
                    object: { json in
                        json.member("firstName", details.firstName)
                        json.member("lastName", details.lastName)
                    })
            }
            json.member("type", "CUSTOMER")
            json.member("username", details.username)
        }
        return json.bytes
    }

    private static func reference(_ id: String, type: String) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.object { json in
            json.member("id", id)
            json.member("type", type)
        }
        return json.bytes
    }
}
