// SPDX-License-Identifier: Apache-2.0
import Contract

/// Who may see which participants of an appointment; several roles give the union of their rights.
enum ParticipantRights: Equatable {
    /// Every customer in full.
    case everyone
    /// This customer in full, others by id and type only.
    case only(subject: String?)

    /// Decides in the order of the API's checks: the row and its tenant, cancelled, then the caller's rights.
    ///
    /// A customer whose token belongs to another conference learns nothing of the appointment, not even whether it
    /// exists: 403 in every such case.
    ///
    /// - Parameter appointment: nil when there is none; one of another application counts as none but for a customer
    ///   whose conference it is.
    /// - Throws: ``Refusal`` with `notFound` or `forbidden`.
    static func decide(
        for caller: Caller, in appointment: KnownAppointment?
    ) throws(Refusal) -> (rights: ParticipantRights, appointment: KnownAppointment) {
        let isInConference =
            caller.has(.customer) && caller.conference != nil && caller.conference == appointment?.conferenceId
        guard isInConference || caller.has(.agent) || caller.has(.supervisor) else { throw Refusal(.forbidden) }
        guard let appointment, caller.applications.contains(appointment.applicationId), !appointment.isCancelled else {
            throw Refusal(.notFound)
        }
        if caller.has(.supervisor) || (caller.has(.agent) && takesPart(caller, in: appointment)) {
            return (.everyone, appointment)
        }
        guard isInConference else { throw Refusal(.forbidden) }
        return (.only(subject: caller.subject), appointment)
    }

    /// Whether a customer is shown in full or by id and type only.
    func showsInFull(_ participantId: String) -> Bool {
        switch self {
        case .everyone: true
        case .only(let subject): subject == participantId
        }
    }

    private static func takesPart(_ caller: Caller, in appointment: KnownAppointment) -> Bool {
        guard let subject = caller.subject else { return false }
        return appointment.organizerId == subject || appointment.agentIds.contains(subject)
    }
}
