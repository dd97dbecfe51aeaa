// SPDX-License-Identifier: Apache-2.0
import Contract

/// How a request is to be authorized (RFC 9110 section 11.3), for those that weren't.
enum Challenge: String, Sendable {
    case bearer = "Bearer"
    case basic = "Basic realm=\"appointments\", charset=\"UTF-8\""

    /// That of an operation.
    init(to access: Access) {
        switch access {
        case .anyone, .roles: self = .bearer
        case .verification: self = .basic
        }
    }
}
