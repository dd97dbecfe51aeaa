// SPDX-License-Identifier: Apache-2.0
import Time

/// A code that a dispatcher has claimed for sending.
package struct PendingCode: Carried {
    package let id: String
    let applicationId: String
    /// SMS or EMAIL.
    let channel: String
    /// Whether its application had a confirmed sender for the channel when it was claimed.
    let hasOwnSender: Bool
    /// What speaks for a language, the best first: what was asked for, then the application's.
    let locales: [String]
    let sealed: [UInt8]
    /// Whether its application has settings; for the others nothing is sent.
    let isWanted: Bool
    let expires: Instant
    /// Submissions the provider turned down for the time being.
    let attempts: Int
    /// Which claim this is, as of ledger entries.
    let claim: Int
    let trace: String?
}
