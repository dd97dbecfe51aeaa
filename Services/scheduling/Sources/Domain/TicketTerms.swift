// SPDX-License-Identifier: Apache-2.0
import Time

/// How long room tickets live and where their links lead.
struct TicketTerms: Sendable {
    /// Where clients reach the gateway, without a slash at the end.
    let publicURL: String
    /// The least time a ticket lives from now on.
    let leastLife: ISODuration
    /// How long a ticket outlives the appointment's planned end.
    let afterEnd: ISODuration
    /// Where the room provider has a conference: a URL with `{conferenceId}` or `{code}` in it, the ticket's.
    let roomURL: String

    /// When a ticket for this slot expires that is issued, asked for again or moved now.
    func expiry(of slot: Slot, at now: Instant) -> Instant {
        max(now + leastLife, slot.end + afterEnd)
    }

    /// - Parameter base: where the application's links begin; nil for the platform's own address.
    func link(to code: String, base: String?) -> String {
        "\(base ?? publicURL)/q/\(code)"
    }

    /// The conference's room, for the holder of a ticket. Both identifiers are our own: nothing in them means
    /// anything in a URL.
    func room(of conference: String, code: String) -> String {
        roomURL.replacing("{conferenceId}", with: conference).replacing("{code}", with: code)
    }
}
