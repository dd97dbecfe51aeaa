// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Time

/// How many appointments of an application begin within a time frame, by start, duration and zone: a JSON array of at
/// most ``mostGroups``, the soonest.
///
/// Those that have ended count, for they took their time; cancelled ones don't. Nothing is known of an application that
/// doesn't exist.
package struct CountAppointments: PublicOperation {
    package static let name = "appointment.count"
    package static let summary = "Counts the appointments that begin within a time frame, by start, duration and zone."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments/count")
    package static let access = Access.anyone
    package static let reply = ReplyForm.document(.counts)
    package static let failures: [ProblemType] = [.invalidRequest]

    /// Anybody may ask, and starts are as fine as microseconds.
    package static let mostGroups = 10_000

    package let applicationId: String
    package let start: Instant
    /// Above zero, at most 31 days.
    package let timeFrame: ISODuration

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        start = input.required("start", input.instant("start"), placeholder: Instant(microseconds: 0))
        let bounds = ISODuration(seconds: 1)...ISODuration(seconds: 31 * 86_400)
        timeFrame = input.required(
            "timeFrame", input.duration("timeFrame", in: bounds), placeholder: bounds.lowerBound)
    }
}
