// SPDX-License-Identifier: Apache-2.0

/// One line of the load generator's own record.
struct LedgerLine: Codable, Sendable {
    enum Kind: String, Codable, Sendable {
        /// Written before the request is sent.
        case begun
        /// Answered with success.
        case accepted
        /// Answered with 4xx: nothing was done.
        case refused
        /// Answered with 503: nothing was done.
        case unavailable
        /// 504, a broken connection or none: done or not done.
        case unknown
    }

    enum Operation: String, Codable, Sendable, CaseIterable {
        case schedule, reschedule, cancel, read, list, details, export

        var isWrite: Bool { [.schedule, .reschedule, .cancel].contains(self) }
    }

    let kind: Kind
    let operation: Operation
    /// The idempotency key of a write, which is the title of the appointment that it schedules.
    let key: String
    /// In microseconds since 1970.
    let at: Int64
    var appointment: String?
    var status: Int?
    /// The appointment's version by the answer's `ETag`.
    var version: Int?
    /// The start that was asked for.
    var start: String?
}
