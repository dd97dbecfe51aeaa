// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract

/// Who may see what became of an appointment's messages: whoever of the staff may read the appointment.
enum LedgerRights {
    /// Decides in the order of the API's checks: the row and its tenant, cancelled, then the caller's rights.
    ///
    /// - Parameter facts: nil when there is no such appointment; another application's counts as none.
    /// - Throws: ``Refusal`` with `notFound` or `forbidden`.
    static func require(_ caller: Caller, _ facts: AppointmentFacts?) throws(Refusal) {
        guard let facts, caller.applications.contains(facts.applicationId), !facts.cancelled else {
            throw Refusal(.notFound)
        }
        guard caller.has(.supervisor) || takesPart(caller, facts) || hasMade(caller, facts) else {
            throw Refusal(.forbidden)
        }
    }

    private static func takesPart(_ caller: Caller, _ facts: AppointmentFacts) -> Bool {
        guard caller.has(.agent), let subject = caller.subject else { return false }
        return (facts.participants + [facts.organizer]).contains { $0.type == .agent && $0.id == subject }
    }

    private static func hasMade(_ caller: Caller, _ facts: AppointmentFacts) -> Bool {
        caller.has(.clientService) && caller.subject != nil && facts.createdBy == caller.subject
    }
}
