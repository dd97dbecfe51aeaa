// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Schedules an appointment as its customer, who proves a phone number or an e-mail address with a code.
///
/// A code books at most once. A booking that is refused for another reason leaves it good, for as long as it is valid.
package struct ScheduleVerifiedAppointment: PublicOperation {
    package static let name = "appointment.schedule_verified"
    package static let summary = "Schedules an appointment as its only customer, with a code that was sent to them."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/appointments/basic", body: .object)
    package static let access = Access.verification
    package static let reply = ReplyForm.appointment
    package static let failures: [ProblemType] = [
        .invalidRequest, .unauthorized, .forbidden, .slotTaken, .requestInProgress, .keyReused,
    ]

    /// As with a token, but with exactly one customer, an application and no `notifications`.
    package let appointment: ScheduleAppointment

    package init(reading input: inout Input) {
        appointment = ScheduleAppointment(reading: &input, byCustomer: true)
    }
}
