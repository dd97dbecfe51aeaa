// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Time

/// How many live appointments of an application overlap a slot; back to back does not.
package struct CountOverlaps: PublicOperation {
    package static let name = "appointment.count_overlaps"
    package static let summary = "Counts the appointments that overlap a time."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments/overlap/count")
    package static let access = Access.anyone
    package static let reply = ReplyForm.document(.overlap)
    package static let failures: [ProblemType] = [.invalidRequest]

    package let applicationId: String
    package let start: Instant
    package let duration: ISODuration

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
        start = input.required("start", input.instant("start"), placeholder: Instant(microseconds: 0))
        duration = input.appointmentDuration()
    }
}
