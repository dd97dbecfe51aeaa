// SPDX-License-Identifier: Apache-2.0
package import Contract
import JSON
package import Time

/// The appointments the caller may see, page by page; filters AND together, cancelled ones are left out.
package struct ListAppointments: PublicOperation {
    package static let name = "appointment.list"
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments")
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.document("FindAppointmentsResponsePaged")
    package static let failures: [ProblemType] = [.invalidRequest, .forbidden]

    package enum SortField: String, Sendable, CaseIterable {
        case start, end, duration, id
    }

    package enum SortOrder: String, Sendable, CaseIterable {
        case asc, desc
    }

    package let applicationId: String?
    /// Counts only for supervisors.
    package let organizerIds: [String]?
    package let durations: [ISODuration]?
    /// Appointments that lie within: `start >= from and end <= to`.
    package let range: (from: Instant, to: Instant)?
    package let pageNumber: Int
    package let pageSize: Int
    package let sortField: SortField
    package let sortOrder: SortOrder

    package init(reading input: inout Input) {
        applicationId = input.identifier("applicationId")
        organizerIds = input.commaSeparated("organizerId") { $0 }
        durations = input.commaSeparated("duration") { try? ISODuration(iso8601: $0) }
        let instants = input.commaSeparated("range") { try? Instant(rfc3339: $0) }
        if let instants, instants.count != 2 {
            input.refuse("range", "must be two instants, from and to")
        }
        range = instants.flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
        pageNumber = input.integerText("pageNumber", in: 1...1_000_000) ?? 1
        pageSize = input.integerText("pageSize", in: 1...200) ?? 25
        sortField = input.choice("sortField", of: SortField.self) ?? .start
        sortOrder = input.choice("sortOrder", of: SortOrder.self) ?? .asc
    }
}
