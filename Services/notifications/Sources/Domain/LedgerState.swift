// SPDX-License-Identifier: Apache-2.0

/// Where one message of the ledger stands.
package enum LedgerState: String, Sendable, CaseIterable {
    /// Waits for its time, or for its next try.
    case planned
    /// Claimed by a dispatcher under a lease; with a mark, the provider may have it.
    case sending
    /// The provider accepted it.
    case sent
    /// The provider refused it, or too many tries failed.
    case failed
    /// Never to be sent, for the reason beside it.
    case suppressed
    /// The provider may or may not have it. Never repeated by itself; an operator may.
    case uncertain
}

/// Why a message was not sent, as the ledger and its events say it: a word of the contract, never an address.
package struct LedgerReason: RawRepresentable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let superseded = LedgerReason(rawValue: "superseded")
    package static let cancelled = LedgerReason(rawValue: "cancelled")
    package static let inactive = LedgerReason(rawValue: "inactive")
    package static let noContact = LedgerReason(rawValue: "no-contact")
    package static let removed = LedgerReason(rawValue: "removed")
    package static let tooLate = LedgerReason(rawValue: "too-late")
    package static let unknownAppointment = LedgerReason(rawValue: "unknown-appointment")
    package static let unsupported = LedgerReason(rawValue: "unsupported")
    /// The conference has begun, so nobody needs to be reminded of it.
    package static let started = LedgerReason(rawValue: "started")
    package static let ended = LedgerReason(rawValue: "ended")
    /// The room's link to somebody who is in already.
    package static let joined = LedgerReason(rawValue: "joined")
    /// A follow-up to somebody who never came.
    package static let notJoined = LedgerReason(rawValue: "not-joined")
    /// Nobody is configured to carry messages of this channel.
    package static let noSender = LedgerReason(rawValue: "no-sender")
    package static let noTemplate = LedgerReason(rawValue: "no-template")
    /// A text that no provider takes in one message.
    package static let tooLong = LedgerReason(rawValue: "too-long")
    package static let unreadable = LedgerReason(rawValue: "unreadable")
    package static let connectionLost = LedgerReason(rawValue: "connection-lost")
    package static let interrupted = LedgerReason(rawValue: "interrupted")

    /// The provider's reply code, such as `smtp-550`.
    package static func smtp(_ code: Int) -> LedgerReason {
        LedgerReason(rawValue: "smtp-\(code)")
    }

    /// The provider's status, such as `http-404`.
    package static func http(_ status: Int) -> LedgerReason {
        LedgerReason(rawValue: "http-\(status)")
    }

    package static let unreachable = LedgerReason(rawValue: "unreachable")
}
