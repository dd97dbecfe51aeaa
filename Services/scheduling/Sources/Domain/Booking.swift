// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract
import Time

/// The rules of a new appointment that need no database: who organizes, who is assigned, which start is allowed.
struct Booking: Sendable, Equatable {
    /// Set when the organizer is an agent; else the first customer organizes.
    let organizingAgent: String?
    let assignedAgent: String?

    /// Decides by the caller's roles; with several of them the widest right counts.
    ///
    /// - Throws: ``ProblemType/forbidden`` for an agent who books for someone else.
    init(by caller: Caller, userID: String?) throws(Refusal) {
        if caller.has(.supervisor), let subject = caller.subject {
            organizingAgent = subject
            assignedAgent = userID
        } else if caller.has(.agent), let subject = caller.subject, userID == nil || userID == subject {
            organizingAgent = subject
            assignedAgent = subject
        } else if caller.has(.clientService) {
            organizingAgent = userID
            assignedAgent = userID
        } else {
            throw Refusal(.forbidden, "An agent can only schedule appointments of their own.")
        }
    }

    /// A customer who schedules without a token organizes.
    ///
    /// - Parameter agent: to be assigned.
    init(byCustomerWith agent: String?) {
        organizingAgent = nil
        assignedAgent = agent
    }

    /// The application of the new appointment, nil when the request names none and the token has several.
    ///
    /// - Throws: ``ProblemType/forbidden`` for one outside the token.
    static func application(named name: String?, for caller: Caller) throws(Refusal) -> String? {
        if let name {
            guard caller.applications.contains(name) else {
                throw Refusal(.forbidden, "The token does not cover this application.")
            }
            return name
        }
        return caller.applications.count == 1 ? caller.applications.first : nil
    }

    /// Of a request that names no application although it has to.
    static let applicationFault = Fault(
        pointer: "/applicationId", detail: "is required when the token covers several applications")

    /// The last start that is allowed: ten years ahead by the calendar in UTC, to the microsecond.
    static func latestStart(at now: Instant) -> Instant {
        now.adding(years: 10)
    }

    /// - Throws: ``ProblemType/invalidRequest`` for a start in the past or more than ten years ahead.
    static func requireUpcoming(_ start: Instant, at now: Instant) throws(Refusal) {
        guard start > now else {
            throw Refusal(.invalidRequest, faults: [Fault(pointer: "/start", detail: "must not be in the past")])
        }
        guard start <= latestStart(at: now) else {
            throw Refusal(
                .invalidRequest, faults: [Fault(pointer: "/start", detail: "must be at most 10 years ahead")])
        }
    }
}
