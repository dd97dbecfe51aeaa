// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract
import Time

/// The rules of who takes part. Each change raises the version, none the revision: nobody's time moves.
extension Appointment {
    /// As many of a type as an appointment can have; scheduling accepts as many customers.
    static let mostOfAType = 20

    /// The appointment in another agent's hands: in the assigned agent's place, and as organizer where that is an agent.
    ///
    /// An additional agent who takes over is not there twice. The same for the agent who is assigned already.
    ///
    /// - Throws: ``ProblemType/appointmentEnded``; ``ProblemType/participantPresent`` where the id is a customer's.
    func reassigned(to agent: String, at now: Instant) throws(Refusal) -> Appointment {
        try requireNotEnded()
        guard agent != assignedAgentID else { return self }
        let newcomer = AppointmentParticipant(id: agent, type: .agent)
        guard !participants.contains(where: { $0.id == agent && $0 != newcomer }) else {
            throw Refusal(.participantPresent)
        }
        var after = self
        after.participants.removeAll { $0 == newcomer }
        if let place = after.participants.firstIndex(where: { $0.type == .agent && $0.id == assignedAgentID }) {
            after.participants[place] = newcomer
        } else {
            after.participants.append(newcomer)
        }
        if organizer.type == .agent {
            after.organizer = newcomer
        }
        after.assignedAgentID = agent
        after.raiseVersion(at: now)
        return after
    }

    /// The appointment with one more participant.
    ///
    /// - Throws: ``ProblemType/appointmentEnded``, ``ProblemType/participantPresent`` or, where there are too many,
    ///   ``ProblemType/invalidRequest``.
    func adding(_ participant: AppointmentParticipant, at now: Instant) throws(Refusal) -> Appointment {
        try requireNotEnded()
        guard !participants.contains(where: { $0.id == participant.id }) else { throw Refusal(.participantPresent) }
        guard participants.count(where: { $0.type == participant.type }) < Self.mostOfAType else {
            let pointer = participant.type == .agent ? "/userId" : "/customer"
            throw Refusal(
                .invalidRequest,
                faults: [Fault(pointer: pointer, detail: "the appointment has \(Self.mostOfAType) of them already")])
        }
        var after = self
        after.participants.append(participant)
        after.raiseVersion(at: now)
        return after
    }

    /// The appointment without one of its participants. Where the organizing customer leaves, the next one organizes.
    ///
    /// - Throws: ``ProblemType/notFound`` for somebody who takes no part; ``ProblemType/appointmentEnded``;
    ///   ``ProblemType/participantRequired`` for the assigned agent and the last customer.
    func removing(_ id: String, at now: Instant) throws(Refusal) -> Appointment {
        guard let leaving = participants.first(where: { $0.id == id }) else { throw Refusal(.notFound) }
        try requireNotEnded()
        var after = self
        after.participants.removeAll { $0.id == id }
        if leaving.type == .customer {
            guard let next = after.participants.first(where: { $0.type == .customer }) else {
                throw Refusal(.participantRequired, "The last customer stays.")
            }
            if organizer == leaving {
                after.organizer = next
            }
        } else if id == assignedAgentID {
            throw Refusal(.participantRequired, "The assigned agent stays until another one is assigned.")
        }
        after.raiseVersion(at: now)
        return after
    }

    /// - Throws: ``ProblemType/appointmentEnded``.
    func requireNotEnded() throws(Refusal) {
        guard state != .ended else { throw Refusal(.appointmentEnded) }
    }

    private mutating func raiseVersion(at now: Instant) {
        version += 1
        updatedAt = now
    }
}
