// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Synchronization

/// The limits on requests to operations, counted in this process: by token where one was accepted, else by the client's
/// address, so that bad tokens are counted too.
///
/// Counted by token means by subject and applications together: the same `userId` may be somebody else in another tenant.
final class RequestLimits: Sendable {
    private let subjects: Mutex<RateTable>
    private let addresses: Mutex<RateTable>
    private let subjectPolicy: String
    private let addressPolicy: String
    private let now: @Sendable () -> Int64

    /// - Parameter now: nanoseconds since any instant, never running backwards.
    init(perSubject: RequestRate, perAddress: RequestRate, now: (@Sendable () -> Int64)? = nil) {
        subjects = Mutex(RateTable(perSubject))
        addresses = Mutex(RateTable(perAddress))
        subjectPolicy = "\"subject\";q=\(perSubject.quota);w=\(perSubject.seconds)"
        addressPolicy = "\"address\";q=\(perAddress.quota);w=\(perAddress.seconds)"
        let start = ContinuousClock.now
        self.now = now ?? { Int64(clamping: start.duration(to: .now).attoseconds / 1_000_000_000) }
    }

    /// Counts a request.
    ///
    /// - Parameters:
    ///   - verdict: on its token; nil on a route without authorization and for a token that isn't accepted.
    ///   - fields: those of the answer, whatever it will be; what is left of the quota is written there (`RateLimit` of
    ///     draft-ietf-httpapi-ratelimit-headers in structured form).
    /// - Throws: `too-many-requests`.
    func count(_ verdict: Verdict?, from address: String, telling fields: inout HTTPFields) throws(Problem) {
        let now = now()
        let allowance: Allowance
        if let verdict {
            allowance = subjects.withLock { $0.take(verdict.quotaKey, at: now) }
            fields[.rateLimitPolicy] = subjectPolicy
            fields[.rateLimit] = "\"subject\";r=\(allowance.remaining);t=\(allowance.reset)"
        } else {
            let key = ClientNetwork.key(of: address)
            allowance = addresses.withLock { $0.take(key, at: now) }
            fields[.rateLimitPolicy] = addressPolicy
            fields[.rateLimit] = "\"address\";r=\(allowance.remaining);t=\(allowance.reset)"
        }
        guard let retryAfter = allowance.retryAfter else { return }
        fields[.retryAfter] = String(retryAfter)
        throw Problem(.tooManyRequests)
    }
}
