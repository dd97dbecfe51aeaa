// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Erases a person's details wherever they rest in one application, at once and for good.
///
/// The participants' identifiers stay; the answer lists those whose details went, and is empty when nobody was found.
package struct ErasePerson: PublicOperation {
    package static let name = "participant.erase"
    package static let summary = "Erases a person's details wherever they rest."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/participants/erasures", body: .object)
    package static let access = Access.roles([.admin])
    package static let reply = ReplyForm.document(.erasure)
    package static let failures: [ProblemType] = [.invalidRequest, .forbidden, .requestInProgress, .keyReused]

    /// Empty only when the field was faulty.
    package let applicationId: String
    /// nil only when the fields were faulty.
    package let person: Person?

    /// Whose details are meant; a person with several names or addresses takes several requests.
    package enum Person: Sendable, Equatable {
        /// Character by character as it was registered.
        case username(String)
        /// In any mix of upper and lower case, before the `@` as well as after it.
        case email(String)
        /// As ``PhoneNumber/normalized(_:)`` has it: spaces and punctuation don't count, a leading `+` does.
        case phone(String)
    }

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        let username = input.text("username", atLeast: 1, atMost: 255).map(Person.username)
        let email = input.email("email").map(Person.email)
        let phone = input.phone("phone").flatMap(PhoneNumber.normalized).map(Person.phone)
        person = username ?? email ?? phone
        input.requireOne(of: "username", "email", "phone")
    }
}
