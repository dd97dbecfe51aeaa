// SPDX-License-Identifier: Apache-2.0
import Contract

/// That a token is accepted: whom it names and until when.
struct Verdict: Sendable, Equatable {
    /// Without an address; that is the connection's to tell.
    let caller: Caller
    /// `exp` and the leeway, in seconds since the epoch.
    let expiry: Double
}
