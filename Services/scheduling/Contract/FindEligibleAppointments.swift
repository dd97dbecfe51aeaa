// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Time

/// The appointments that may be activated now: begun or to begin within the time frame, neither over nor ended.
///
/// A JSON array of at most 1,000, soonest first, throughout the caller's applications.
package struct FindEligibleAppointments: PublicOperation {
    package static let name = "appointment.eligible"
    package static let summary = "Lists the appointments that may be activated now."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments/eligible")
    package static let access = Access.roles([.clientService])
    package static let reply = ReplyForm.document(.eligible)
    package static let failures: [ProblemType] = [.invalidRequest]

    /// How long before its start an appointment becomes eligible.
    package let timeFrame: ISODuration

    package init(reading input: inout Input) {
        // No appointment lies further ahead than ten years of 366 days.
        let bounds = ISODuration.zero...ISODuration(seconds: 3_660 * 86_400)
        timeFrame = input.duration("timeFrame", in: bounds) ?? .zero
    }
}
