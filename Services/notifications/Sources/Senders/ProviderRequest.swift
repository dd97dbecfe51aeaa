// SPDX-License-Identifier: Apache-2.0
package import NotificationsContract

/// One POST to a provider.
package struct ProviderRequest: Sendable {
    package let url: ProviderURL
    package let contentType: String
    package let headers: [String: Secret]
    package let body: [UInt8]
    /// Whether the operator chose the server, whose address may be any.
    package var isTrusted: Bool

    package init(
        url: ProviderURL, contentType: String, headers: [String: Secret] = [:], body: [UInt8], isTrusted: Bool
    ) {
        self.url = url
        self.contentType = contentType
        self.headers = headers
        self.body = body
        self.isTrusted = isTrusted
    }
}

extension SubmissionOutcome {
    /// What a provider's status says of the message.
    package static func http(_ status: Int) -> SubmissionOutcome {
        switch status {
        case 200...299: .accepted
        case 408, 429, 500...: .deferred(code: status)
        default: .refused(code: status)
        }
    }
}
