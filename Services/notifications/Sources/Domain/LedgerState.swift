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
    package static let unreadable = LedgerReason(rawValue: "unreadable")
    package static let connectionLost = LedgerReason(rawValue: "connection-lost")
    package static let interrupted = LedgerReason(rawValue: "interrupted")

    /// The provider's reply code, such as `smtp-550`.
    package static func smtp(_ code: Int) -> LedgerReason {
        LedgerReason(rawValue: "smtp-\(code)")
    }

    package static let unreachable = LedgerReason(rawValue: "unreachable")
}
