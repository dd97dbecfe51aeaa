// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Sends a one-time code to a phone number or an e-mail address, which proves it for one booking.
///
/// The answer tells nothing of the address or the application: it is the same whether or not anything is sent.
package struct SendCode: PublicOperation {
    package static let name = "code.send"
    package static let summary = "Sends a one-time code to a customer's phone number or e-mail address."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/notifications/otp", body: .object)
    package static let access = Access.anyone
    package static let reply = ReplyForm.document(.verification)
    package static let failures: [ProblemType] = [.invalidRequest, .tooManyRequests, .requestInProgress, .keyReused]

    /// Empty only when the field was faulty.
    package let applicationId: String
    /// nil only when the field was faulty.
    package let channel: NotificationTemplate.Channel?
    /// The phone number or e-mail address, as the client wrote it.
    package let to: String
    /// nil for the application's language.
    package let locale: String?

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier(
            "applicationId", about: "The application to book with; nothing is sent for one without settings.")
        let channel = input.choice("channel", of: NotificationTemplate.Channel.self)
        input.require("channel")
        self.channel = channel
        let to = input.address(
            "to", isPhone: channel.map { $0 == .sms },
            by: (
                name: "channel", phone: NotificationTemplate.Channel.sms.rawValue,
                email: NotificationTemplate.Channel.email.rawValue
            ), about: "The phone number for SMS, the e-mail address for EMAIL.")
        self.to = input.required("to", to, placeholder: "")
        locale = input.locale("locale", about: "Language of the message; the application's when missing.")
    }
}

extension Schema {
    /// What is needed for using a code: the user of the `Basic` credentials, whose password is the code.
    fileprivate static let verification = named(
        "Verification", .object([.always("id", identifier.described("Goes with the code, which is valid 10 minutes."))])
    )
}
