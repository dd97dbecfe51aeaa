// SPDX-License-Identifier: Apache-2.0

/// What is left of a quota after a request, and whether that request was within it.
struct Allowance: Sendable, Equatable {
    /// Requests that would be admitted right now.
    let remaining: Int
    /// Seconds until the whole quota is there again.
    let reset: Int
    /// Seconds until the next request is admitted; nil for a request that was.
    var retryAfter: Int?
}
