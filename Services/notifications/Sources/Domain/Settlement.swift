// SPDX-License-Identifier: Apache-2.0
import SchedulingContract

/// How a submission to the provider ended.
package enum SubmissionOutcome: Sendable, Equatable {
    case accepted
    /// For good, with the provider's reply code or HTTP status.
    case refused(code: Int)
    /// For the time being: a 4xx reply or an HTTP status such as 429, or no connection (nil). The provider surely
    /// doesn't have the message.
    case deferred(code: Int?)
    /// The connection was lost after the provider had been sent the message and before it said what became of it.
    case unknown
}

/// What the ledger says after a submission.
package enum Settlement: Sendable, Equatable {
    case sent
    case failed(LedgerReason)
    case uncertain(LedgerReason)
    /// Planned again, so many seconds later.
    case again(in: Int, LedgerReason)

    /// So many submissions are tried before the message has failed (api.md, section 5).
    package static let mostAttempts = 8

    /// - Parameters:
    ///   - attempts: submissions turned down before this one.
    ///   - channel: tells a reply of SMTP from a status of HTTP.
    package static func of(_ outcome: SubmissionOutcome, after attempts: Int, on channel: String) -> Settlement {
        let reason = channel == NotificationTemplate.Channel.sms.rawValue ? LedgerReason.http : LedgerReason.smtp
        switch outcome {
        case .accepted: return .sent
        case .refused(let code): return .failed(reason(code))
        case .unknown: return .uncertain(.connectionLost)
        case .deferred(let code):
            let reason = code.map(reason) ?? .unreachable
            guard attempts + 1 < mostAttempts else { return .failed(reason) }
            return .again(in: pause(after: attempts), reason)
        }
    }

    /// 2 s, then three times as long each time: eight tries span a good half hour of a provider's absence.
    private static func pause(after attempts: Int) -> Int {
        (0..<min(max(attempts, 0), mostAttempts)).reduce(2) { pause, _ in pause * 3 }
    }
}
