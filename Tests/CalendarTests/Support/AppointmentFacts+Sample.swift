// SPDX-License-Identifier: Apache-2.0
import SchedulingContract

extension AppointmentFacts {
    /// An appointment in Athens at eight in the evening, its time given in UTC.
    static func sample(
        id: String = "3f0c", application: String = "app-1", title: String? = "Advice", cancelled: Bool = false,
        version: Int = 1, revision: Int = 0, plan: [PlannedNotification] = []
    ) -> AppointmentFacts {
        AppointmentFacts(
            id: id, applicationId: application, start: "2022-01-31T18:00:00.0Z", end: "2022-01-31T18:30:00.0Z",
            duration: "PT30M", timezone: "Europe/Athens", wallTime: "2022-01-31T20:00:00", utcOffset: 7_200,
            locale: "en", state: .pending, cancelled: cancelled, title: title,
            organizer: AppointmentParticipant(id: "agent-1", type: .agent),
            participants: [
                AppointmentParticipant(id: "agent-1", type: .agent), AppointmentParticipant(id: "p-1", type: .customer),
            ],
            createdBy: "agent-1", conferenceId: "conf-1", notificationsActive: true, reminderPlan: plan,
            version: version, revision: revision, createdAt: "2022-01-01T08:00:00.0Z",
            updatedAt: "2022-01-02T08:00:00.0Z")
    }
}
