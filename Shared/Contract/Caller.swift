// SPDX-License-Identifier: Apache-2.0

/// The person or program behind a public request, as the gateway read it from the token.
package struct Caller: Sendable, Equatable {
    /// `userId`, else `sub`; nil on a route without authorization. For a customer: the participant id.
    package var subject: String?
    /// Every role of the token, known or not.
    package var roles: [Role]
    /// The applications (tenants) the token may touch.
    package var applications: [String]
    /// The conference a customer's token belongs to.
    package var conference: String?
    /// Address of the client, behind trusted proxies only.
    package var address: String

    package init(
        subject: String? = nil, roles: [Role] = [], applications: [String] = [], conference: String? = nil,
        address: String = ""
    ) {
        self.subject = subject
        self.roles = roles
        self.applications = applications
        self.conference = conference
        self.address = address
    }

    package func has(_ role: Role) -> Bool {
        roles.contains(role)
    }
}
