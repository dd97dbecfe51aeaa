// SPDX-License-Identifier: Apache-2.0
import Contract

/// That a token is accepted: whom it names and until when.
struct Verdict: Sendable, Equatable {
    /// Without an address; that is the connection's to tell.
    let caller: Caller
    /// `exp` and the leeway, in seconds since the epoch.
    let expiry: Double
    /// What the token's requests are counted by: subject and applications, made once for all of them.
    let quotaKey: String

    init(caller: Caller, expiry: Double) {
        self.caller = caller
        self.expiry = expiry
        // No identifier holds a blank.
        quotaKey = ([caller.subject ?? ""] + caller.applications.sorted()).joined(separator: " ")
    }
}
