// SPDX-License-Identifier: Apache-2.0
import Contract
import Time

/// The rules of one-time codes: how long they are valid, how many are sent, and the keys of what rests of them.
package struct CodeTerms: Sendable {
    /// How long a code is valid, and the time over which codes are counted.
    package static let validity = Duration.seconds(600)
    /// Wrong compares that lock a code.
    static let mostTries = 5
    /// Wrong compares within ``failureSpan`` that lock an address of an application for the rest of it.
    static let mostFailures = 10
    static let failureSpan = Duration.seconds(3_600)
    /// Wrong compares without a right one in between that lock an address of an application until they are forgotten.
    static let mostFailuresInARow = 100
    /// How long failures in a row are remembered after the last of them.
    static let failuresRememberedFor = Duration.seconds(30 * 86_400)
    /// Codes for one phone number or e-mail address within ``validity``, whatever is configured.
    package static let perDestination = 5

    /// Codes that are asked for from one client address within ``validity``.
    let perClient: Int
    /// Codes that are asked for with one application within ``validity``.
    let perApplication: Int
    /// Where codes are sent by SMS.
    let countries: CallingCodes
    let hashing: CodeHashing
    let sealing: Sealing

    package init(
        perClient: Int, perApplication: Int, countries: CallingCodes, hashing: CodeHashing, sealing: Sealing
    ) {
        self.perClient = max(perClient, 1)
        self.perApplication = max(perApplication, 1)
        self.countries = countries
        self.hashing = hashing
        self.sealing = sealing
    }

    /// The refusal for a limit that was reached.
    ///
    /// - Parameter oldest: when the oldest of the codes was asked for that fill it.
    static func refusal(_ name: String, _ quota: Int, filledSince oldest: Instant, at now: Instant) -> Refusal {
        let wait = (oldest + validity - now).components
        let seconds = Int(clamping: wait.seconds) + (wait.attoseconds > 0 ? 1 : 0)
        return Refusal(
            .tooManyRequests, "Too many codes were asked for.", retryAfter: max(seconds, 1),
            limit: ReachedLimit(name: name, quota: quota, seconds: Int(clamping: validity.components.seconds)))
    }
}
