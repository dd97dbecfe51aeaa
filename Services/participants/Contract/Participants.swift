// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What others may know of participants: its operations and events.
package enum Participants {
    package static let contract = ServiceContract(
        .participants,
        operations: [
            .open(FindParticipant.self),
            .open(ErasePerson.self),
            .between(RegisterParticipants.self),
            .between(RegisterAddedCustomer.self),
            .between(FindContacts.self),
        ],
        publishes: [
            EventType.participantRegistered.description,
            EventType.participantExpired.description,
            EventType.participantErased.description,
        ],
        listensTo: ["appointment.*.v1", "settings.changed.v1"])
}
