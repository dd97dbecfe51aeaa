// SPDX-License-Identifier: Apache-2.0
package import Contract
import JSON
package import Time

/// The appointments the caller may see, page by page; filters AND together, cancelled ones are left out.
package struct ListAppointments: PublicOperation {
    package static let name = "appointment.list"
    package static let summary = "Lists the appointments the caller may see, page by page."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/appointments")
    package static let access = Access.roles([.agent, .supervisor, .clientService])
    package static let reply = ReplyForm.document(.appointmentPage)
    package static let failures: [ProblemType] = [.invalidRequest, .forbidden]

    package enum SortField: String, Sendable, CaseIterable {
        case start, end, duration, id
    }

    package enum SortOrder: String, Sendable, CaseIterable {
        case asc, desc
    }

    package let applicationId: String?
    /// Counts only for supervisors, so only theirs is judged, by ``organizerCounts``.
    package let organizerIds: [String]?
    package let durations: [ISODuration]?
    /// Appointments that lie within: `start >= from and end <= to`.
    package let range: (from: Instant, to: Instant)?
    package let pageNumber: Int
    package let pageSize: Int
    package let sortField: SortField
    package let sortOrder: SortOrder

    package static let organizerCounts = 1...100

    package init(reading input: inout Input) {
        applicationId = input.identifier("applicationId", about: "Only appointments of this application.")
        organizerIds = input.read(
            "organizerId", as: .array(of: .string(), counts: Self.organizerCounts),
            about: "Only those organized by one of these; counts for supervisors only."
        ) { value in
            value.text?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
        }
        durations = input.commaSeparated("duration", of: .durationText, about: "Only those of one of these lengths.") {
            try? ISODuration(iso8601: $0)
        }
        let instants = input.commaSeparated(
            "range", of: .instant, counts: 2...2, about: "From and to: only those that lie wholly between the two."
        ) {
            try? Instant(rfc3339: $0)
        }
        range = instants.map { ($0[0], $0[1]) }
        pageNumber = input.integerText("pageNumber", in: 1...1_000_000, about: "From 1 on, which is the default.") ?? 1
        pageSize = input.integerText("pageSize", in: 1...200, about: "25 when missing.") ?? 25
        sortField = input.choice("sortField", of: SortField.self, about: "`start` when missing; ties by id.") ?? .start
        sortOrder = input.choice("sortOrder", of: SortOrder.self, about: "`asc` when missing.") ?? .asc
    }
}
