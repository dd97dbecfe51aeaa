// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Asks what the token of a calendar link opens; only scheduling mints such tokens and can tell a forged one.
package struct OpenCalendarLink: PrivateOperation {
    package static let name = "appointment.open_calendar_link"
    package static let kind = OperationKind.query
    package static let deadline = Duration.seconds(2)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.calendar]

    package var appointmentId: String
    /// As the link carried it.
    package var token: String

    package init(appointmentId: String, token: String) {
        self.appointmentId = appointmentId
        self.token = token
    }

    package struct Reply: Codable, Sendable {
        /// The room link of the participant for whom the token was made. nil for a token that opens nothing, and where
        /// the participant has no link.
        package var roomLink: String?

        package init(roomLink: String?) {
            self.roomLink = roomLink
        }
    }
}
