// SPDX-License-Identifier: Apache-2.0

/// Who may call a public operation, before its owner looks at any row.
package enum Access: Sendable, Equatable {
    /// No token is asked for, and none is looked at.
    case anyone
    /// A valid token that carries at least one of the roles.
    case roles(Set<Role>)
    /// The verification of a phone or e-mail address and the code that was sent there, as `Basic` credentials. Whether
    /// they are good is for the owner to say.
    case verification

    /// Whether a caller with these roles passes.
    package func admits(_ roles: [Role]) -> Bool {
        switch self {
        case .anyone: true
        case .roles(let admitted): roles.contains(where: admitted.contains)
        case .verification: false
        }
    }
}
