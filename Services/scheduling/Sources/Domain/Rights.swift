// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract

/// What a caller may do with one appointment of its applications, after the role check of the gateway.
enum Rights {
    /// What the caller wants to do.
    enum Purpose: Sendable {
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

    /// Several roles give the union of their rights.
    static func allow(_ caller: Caller, _ purpose: Purpose, of appointment: Appointment) -> Bool {
        if caller.has(.supervisor) {
            return true
        }
        guard let subject = caller.subject else { return isInConference(caller, appointment, purpose) }
        if caller.has(.agent), appointment.hasAgent(subject) {
            return true
        }
        if caller.has(.clientService), purpose == .move || purpose == .activate || appointment.createdBy == subject {
            return true
        }
        return isInConference(caller, appointment, purpose)
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

    private static func isInConference(_ caller: Caller, _ appointment: Appointment, _ purpose: Purpose) -> Bool {
        purpose == .read && caller.has(.customer) && caller.conference == appointment.conferenceID
    }
}
