// SPDX-License-Identifier: Apache-2.0
package import Contract
import JSON
package import SchedulingContract

/// Configures an application's own SMS sender and sends a confirmation code through it.
///
/// The sender that was confirmed before stays in use until this one is confirmed.
package struct ConfigureSMSSender: SenderOperation {
    package static let name = "sender.configure_sms"
    package static let summary = "Configures an application's SMS sender and sends it a confirmation code."
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(20)
    package static let route = Route(.post, "/api/notifications/sms", body: .object)
    package static let reply = ReplyForm.accepted
    package static let channel = NotificationTemplate.Channel.sms
    package static let failures: [ProblemType] = [
        .invalidRequest, .senderRefused, .notFound, .requestInProgress, .keyReused,
    ]

    package enum Provider: String, Sendable, Codable, CaseIterable {
        case twilio = "TWILIO"
        /// Any server that takes `{to, from, text, id}` as JSON.
        case http = "HTTP"
    }

    package let applicationId: String
    package let provider: Provider
    /// A number or the name shown as sender.
    package let from: String
    /// For TWILIO.
    package let accountSid: String?
    /// For TWILIO.
    package let authToken: Secret?
    /// For HTTP.
    package let url: ProviderURL?
    /// For HTTP.
    package let headers: [String: Secret]
    /// The number the confirmation code goes to.
    package let confirmTo: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        let provider = input.required("provider", input.choice("provider", of: Provider.self), placeholder: .http)
        self.provider = provider
        from = input.required(
            "from", input.text("from", atLeast: 1, atMost: 32, about: "A number or the name shown as sender."),
            placeholder: "")
        accountSid = Self.accountSid(&input)
        authToken = input.text("authToken", atLeast: 1, atMost: 1_000).map(Secret.init)
        url = Self.url(&input)
        headers = Self.headers(&input)
        confirmTo = input.required(
            "confirmTo", input.phone("confirmTo", about: "Where the confirmation code goes."), placeholder: "")
        input.require("accountSid", where: "provider", is: provider, among: [.twilio])
        input.require("authToken", where: "provider", is: provider, among: [.twilio])
        input.require("url", where: "provider", is: provider, among: [.http])
    }

    private static func accountSid(_ input: inout Input) -> String? {
        input.read("accountSid", as: .string(pattern: "^[A-Za-z0-9]{2,64}$")) { value throws(InputFault) in
            guard case .string(let text) = value, (2...64).contains(text.utf8.count),
                text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) })
            else { throw InputFault("must be 2 to 64 letters and digits") }
            return text
        }
    }

    private static func url(_ input: inout Input) -> ProviderURL? {
        let about =
            "An https URL; http only where the provider is on the suite's own machine. Redirects are not followed."
        return input.read("url", as: ProviderURL.schema, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, let url = ProviderURL(text) else {
                throw InputFault("must be an https URL without a login and a fragment")
            }
            guard url.isEncrypted || url.isLoopback else { throw InputFault("must be https on another machine") }
            return url
        }
    }

    private static func headers(_ input: inout Input) -> [String: Secret] {
        let about = "Fields sent along, such as `Authorization`; at most 16."
        return input.read("headers", as: ProviderHeaders.schema, about: about) { value throws(InputFault) in
            try ProviderHeaders.read(value)
        } ?? [:]
    }
}
