// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The current facts of a few appointments, asked by neighbours whose copy misses one or may be old.
package struct FindAppointmentFacts: PrivateOperation {
    package static let name = "appointment.facts"
    package static let kind = OperationKind.query
    package static let deadline = Duration.seconds(2)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.participants, .calendar, .notifications]

    /// At most 100 identifiers.
    package var ids: [String]

    package init(ids: [String]) {
        self.ids = ids
    }

    package struct Reply: Codable, Sendable {
        /// Those that exist, cancelled ones included, in no particular order.
        package var appointments: [AppointmentFacts]

        package init(appointments: [AppointmentFacts]) {
            self.appointments = appointments
        }
    }
}
