// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract
import Time

/// What a caller may do with one appointment of its applications, after the role check of the gateway.
enum Rights {
    /// What the caller wants to do.
    enum Purpose: Sendable, CaseIterable {
        case read
        case update
        /// Reschedule and delete: a client service may do these throughout its applications.
        case move
        /// Reassign, add and remove participants.
        case assign
        case end
        /// Activate: a client service may do this throughout its applications.
        case activate
    }

    /// Several roles give the union of their rights: none lends its rows to an operation of another's.
    static func allow(_ caller: Caller, _ purpose: Purpose, of appointment: Appointment) -> Bool {
        asSupervisor(caller, purpose) || asAgent(caller, purpose, appointment)
            || asClientService(caller, purpose, appointment) || isInConference(caller, appointment, purpose)
    }

    /// The outcome of a lookup in the contract's order: tenant 404, cancelled 404, row 403.
    ///
    /// A customer learns nothing of appointments outside its conference: 403, existing or not.
    static func require(
        _ caller: Caller, _ purpose: Purpose, of appointment: Appointment?
    ) throws(Refusal) -> Appointment {
        let isStaff = caller.has(.supervisor) || caller.has(.agent) || caller.has(.clientService)
        guard let appointment, isStaff || isInConference(caller, appointment, purpose) else {
            throw Refusal(isStaff ? .notFound : .forbidden)
        }
        guard appointment.cancelledAt == nil else { throw Refusal(.notFound) }
        guard allow(caller, purpose, of: appointment) else { throw Refusal(.forbidden) }
        return appointment
    }

    /// Whether it also matters who is in the conference: after the start, for all but supervisors.
    static func dependOnConference(
        _ caller: Caller, _ purpose: Purpose, of appointment: Appointment, at now: Instant
    ) -> Bool {
        guard appointment.slot.start <= now, !caller.has(.supervisor) else { return false }
        switch purpose {
        case .update, .move, .assign: return true
        case .read, .end, .activate: return false
        }
    }

    /// The conference's own right: as long as no agent has ever joined everybody keeps theirs, then those who have.
    ///
    /// - Parameter agents: those who have joined, whether or not they have left again.
    static func require(_ caller: Caller, among agents: [String]) throws(Refusal) {
        guard agents.isEmpty || agents.contains(where: { $0 == caller.subject }) else {
            throw Refusal(.conferenceRunning)
        }
    }

    private static func asSupervisor(_ caller: Caller, _ purpose: Purpose) -> Bool {
        guard caller.has(.supervisor) else { return false }
        switch purpose {
        case .read, .update, .move, .assign: return true
        case .end, .activate: return false
        }
    }

    private static func asAgent(_ caller: Caller, _ purpose: Purpose, _ appointment: Appointment) -> Bool {
        guard caller.has(.agent), let subject = caller.subject, appointment.hasAgent(subject) else { return false }
        switch purpose {
        case .read, .update, .move, .assign, .end: return true
        case .activate: return false
        }
    }

    private static func asClientService(_ caller: Caller, _ purpose: Purpose, _ appointment: Appointment) -> Bool {
        guard caller.has(.clientService) else { return false }
        switch purpose {
        case .read, .update: return caller.subject != nil && appointment.createdBy == caller.subject
        case .move, .activate: return true
        case .assign, .end: return false
        }
    }

    private static func isInConference(_ caller: Caller, _ appointment: Appointment, _ purpose: Purpose) -> Bool {
        purpose == .read && caller.has(.customer) && caller.conference == appointment.conferenceID
    }
}
