// SPDX-License-Identifier: Apache-2.0
package import Contract

/// A customer as a request names it; passed on to participants, never kept by scheduling.
package struct Customer: Sendable {
    package let username: String?
    package let firstName: String?
    package let lastName: String?
    package let email: String?
    package let phone: String?
    /// A JSON object, re-encoded.
    package let metadata: [UInt8]?
    package let locale: String?

    package init(reading input: inout Input) {
        username = input.text("username", atMost: 255)
        let name = input.nested("name") { name in
            (first: name.text("firstName", atMost: 255), last: name.text("lastName", atMost: 255))
        }
        firstName = name?.first
        lastName = name?.last
        let contact = input.nested("contact") { contact in
            (email: contact.email("primaryEmail"), phone: contact.phone("primaryPhone"))
        }
        email = contact?.email
        phone = contact?.phone
        metadata = input.object("metadata", atMost: 16_384)
        locale = input.locale("locale", about: "Language of this customer's messages; the appointment's when missing.")
    }
}
