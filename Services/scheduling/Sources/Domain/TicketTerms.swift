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

    /// When a ticket for this slot expires that is issued, asked for again or moved now.
    func expiry(of slot: Slot, at now: Instant) -> Instant {
        max(now + leastLife, slot.end + afterEnd)
    }

    func link(to ticket: Ticket) -> String {
        "\(publicURL)/q/\(ticket.code)"
    }
}
