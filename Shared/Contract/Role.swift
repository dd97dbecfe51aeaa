// SPDX-License-Identifier: Apache-2.0

/// A role out of a token's `authorities`. Roles that this suite doesn't know are kept and give no right.
package struct Role: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let agent = Role(rawValue: "ROLE_AGENT")
    package static let supervisor = Role(rawValue: "ROLE_SUPERVISOR")
    package static let clientService = Role(rawValue: "ROLE_CLIENT_SERVICE")
    package static let customer = Role(rawValue: "ROLE_CUSTOMER")
    package static let admin = Role(rawValue: "ROLE_ADMIN")

    /// The roles that give rights, in the order of the access table in the API document.
    package static let known: [Role] = [.agent, .supervisor, .clientService, .customer, .admin]
}
