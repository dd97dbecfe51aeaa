// SPDX-License-Identifier: Apache-2.0
import JSON

/// The claims of a token made by ``IssuerKey``.
struct IssuedClaims {
    var user: String
    var roles: [String]
    var applications: [String]
    var conference: String?
    /// Seconds since the epoch.
    var issuedAt: Int64
    /// Seconds since the epoch.
    var expiry: Int64

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("sub", user)
            json.member("userId", user)
            json.member("authorities", roles)
            json.member("applications", applications)
            json.member("conferenceId", conference)
            json.member("iat", issuedAt)
            json.member("exp", expiry)
        }
        return json.bytes
    }
}
