// SPDX-License-Identifier: Apache-2.0
import JSON

/// A customer with contact data that nobody else has.
struct Customer: Sendable {
    var username: String
    var firstName = "Ada"
    var lastName: String
    var email: String
    var phone: String
    var refNo: String

    init() {
        let random = Tenant.random()
        username = "user-\(random)@example.org"
        lastName = "Lovelace-\(random)"
        email = "ada-\(random)@example.org"
        phone = "+49\(UInt64.random(in: 1_000_000_000...9_999_999_999))"
        refNo = "CS-\(random)"
    }

    var json: JSONValue {
        .object([
            "username": .string(username),
            "name": .object(["firstName": .string(firstName), "lastName": .string(lastName)]),
            "contact": .object(["primaryEmail": .string(email), "primaryPhone": .string(phone)]),
            "metadata": .object(["refNo": .string(refNo)]),
        ])
    }

    /// What may not leave the participants' service but in an answer to somebody allowed or in a message to them.
    var personalData: [String] { [username, firstName, lastName, email, phone, refNo] }
}
