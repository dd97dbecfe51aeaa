// SPDX-License-Identifier: Apache-2.0
import ParticipantsContract
import SchedulingContract

extension AppointmentFacts {
    /// The facts of the appointment that ``RegisterParticipants/sample(id:)`` announces.
    static func sample(
        id: String = "a-1", application: String = "app-1", agent: String = "agent-1",
        customers: [String] = ["p-1", "p-2"], cancelled: Bool = false, version: Int = 1
    ) -> AppointmentFacts {
        AppointmentFacts(
            id: id, applicationId: application, start: "2022-01-31T18:00:00.0Z", end: "2022-01-31T18:30:00.0Z",
            duration: "PT30M", timezone: "Europe/Athens", wallTime: "2022-01-31T20:00:00", utcOffset: 7_200,
            locale: "en", state: .pending, cancelled: cancelled, title: nil,
            organizer: AppointmentParticipant(id: agent, type: .agent),
            participants: [AppointmentParticipant(id: agent, type: .agent)]
                + customers.map { AppointmentParticipant(id: $0, type: .customer) },
            createdBy: "agent-1", conferenceId: "conf-1", notificationsActive: true, reminderPlan: [],
            version: version, revision: 0, createdAt: "2022-01-01T08:00:00.0Z", updatedAt: "2022-01-02T08:00:00.0Z")
    }
}

extension RegisterParticipants {
    /// Two customers, one with everything known and one with nothing.
    static func sample(id: String = "a-1") -> RegisterParticipants {
        RegisterParticipants(
            appointment: AppointmentAccess(
                appointmentId: id, applicationId: "app-1", conferenceId: "conf-1", organizerId: "agent-1",
                agentIds: ["agent-1"], createdBy: "agent-1", end: "2022-01-31T18:30:00.0Z"),
            customers: [
                CustomerDetails(
                    participantId: "p-1", username: "jo'; drop table participants; --", firstName: "Jo",
                    lastName: "O'Hara", primaryEmail: "jo@example.test", primaryPhone: "+302101234567",
                    metadata: #"{"tier":"gold"}"#, locale: "el-GR"),
                CustomerDetails(
                    participantId: "p-2", username: nil, firstName: nil, lastName: nil, primaryEmail: nil,
                    primaryPhone: nil, metadata: nil, locale: nil),
            ])
    }
}
