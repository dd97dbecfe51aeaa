// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The forms of what participants answers. What is not known of a person is left out.
extension Schema {
    package static let participantDetails = named(
        "GetParticipantDetailsResponse",
        .object([
            .maybe("contact", .object([.maybe("primaryEmail", .string()), .maybe("primaryPhone", .string())])),
            .always("id", .identifier), .maybe("metadata", .anyObject),
            .maybe("name", .object([.maybe("firstName", .string()), .maybe("lastName", .string())])),
            .always("type", .choice(["AGENT", "CUSTOMER"])), .maybe("username", .string()),
        ]))

    /// Whose details were erased.
    package static let erasure = named(
        "ErasureResponse",
        .object([.always("erased", array(of: .identifier).described("The participants whose details went."))]))
}
