// SPDX-License-Identifier: Apache-2.0
import JSON
import Time

/// A JSON object to send, changed member by member.
struct Body: Sendable {
    private var members: [JSONValue.Member] = []

    init() {}

    init(_ members: KeyValuePairs<String, JSONValue>) {
        self.members = members.map { JSONValue.Member(name: $0.key, value: $0.value) }
    }

    /// What an object of a document holds.
    init(_ object: JSONValue?) {
        members = object?.members ?? []
    }

    subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            members.removeAll { $0.name == name }
            if let newValue {
                members.append(JSONValue.Member(name: name, value: newValue))
            }
        }
    }

    var json: JSONValue { .object(members) }

    var bytes: [UInt8] { json.bytes }

    /// A copy with one member changed.
    func with(_ name: String, _ value: JSONValue?) -> Body {
        var copy = self
        copy[name] = value
        return copy
    }
}

extension Body {
    /// What schedules an appointment of half an hour, so many hours from tomorrow's start on, with one customer.
    static func appointment(
        in tenant: Tenant, hours: Int = 0, customer: Customer = Customer(), assigned: String? = nil
    ) -> Body {
        var body = Body([
            "applicationId": .string(tenant.id), "start": .string(Moment.at(hours: hours)),
            "duration": .string("PT30M"), "timezone": .string("Europe/Berlin"), "customer": customer.json,
        ])
        body["userId"] = assigned.map(JSONValue.string)
        return body
    }

    /// What asks for a code by e-mail.
    static func code(in tenant: Tenant, to address: String, locale: String? = nil) -> Body {
        var body = Body([
            "applicationId": .string(tenant.id), "channel": .string("EMAIL"), "to": .string(address),
        ])
        body["locale"] = locale.map(JSONValue.string)
        return body
    }

    /// What moves an appointment.
    static func move(_ id: String, hours: Int, duration: String = "PT30M") -> Body {
        Body([
            "id": .string(id), "start": .string(Moment.at(hours: hours)), "duration": .string(duration),
        ])
    }
    /// What names an agent for an appointment: to assign or to add.
    static func agent(_ user: String, of id: String) -> Body {
        Body(["id": .string(id), "userId": .string(user)])
    }

    /// What adds a customer.
    static func customer(_ customer: Customer, of id: String) -> Body {
        Body(["id": .string(id), "customer": customer.json])
    }
}
