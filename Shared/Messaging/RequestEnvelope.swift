// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// The body of a request message: a JSON array of items.
///
/// Unknown members pass through unread, because gateway and services are rolled at different times.
package enum RequestEnvelope {
    package static func encode(_ items: [RequestItem]) -> [UInt8] {
        Envelope.list(items.map(element))
    }

    /// One element of the array, so that each asker encodes its own before they are packed.
    static func element(_ item: RequestItem) -> [UInt8] {
        var json = JSONWriter(capacity: item.payload.count + 512)
        json.object { write(item, to: &$0) }
        return json.bytes
    }

    /// - Throws: ``EnvelopeFailure`` when it isn't an array of items with an id, an operation and a deadline.
    package static func decode(_ bytes: [UInt8]) throws(EnvelopeFailure) -> [RequestItem] {
        try Envelope.items(of: bytes) { fields throws(EnvelopeFailure) in
            RequestItem(
                id: try fields.text("id"), operation: try fields.text("operation"),
                deadline: try fields.integer("deadline"), caller: try fields.optional("caller").map(caller) ?? Caller(),
                credential: fields.optionalText("credential"), key: fields.optionalText("key"),
                trace: fields.optionalText("trace"), sent: try? fields.integer("sent"),
                ifMatch: fields.optionalText("ifMatch"), payload: try fields.bytes("payload"))
        }
    }

    private static func write(_ item: RequestItem, to json: inout JSONWriter) {
        json.member("id", item.id)
        json.member("operation", item.operation)
        json.member("deadline", item.deadline)
        json.member(
            "caller",
            object: { json in
                json.member("subject", item.caller.subject)
                json.member("roles", item.caller.roles.map(\.rawValue))
                json.member("applications", item.caller.applications)
                json.member("conference", item.caller.conference)
                json.member("address", item.caller.address)
            })
        json.member("credential", item.credential)
        json.member("key", item.key)
        json.member("trace", item.trace)
        json.member("sent", item.sent)
        json.member("ifMatch", item.ifMatch)
        json.member(raw: "payload", item.payload)
    }

    private static func caller(_ fields: Envelope.Fields) -> Caller {
        Caller(
            subject: fields.optionalText("subject"), roles: fields.texts("roles").map(Role.init(rawValue:)),
            applications: fields.texts("applications"), conference: fields.optionalText("conference"),
            address: fields.optionalText("address") ?? "")
    }
}
