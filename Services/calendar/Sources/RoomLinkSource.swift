// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import SchedulingContract

/// Asks for the room link that the token of a calendar link opens; the token means nothing here.
struct RoomLinkSource: Sendable {
    /// nil for a token that opens nothing.
    ///
    /// - Throws: `RequestFailure` when there is no answer before the deadline.
    let find:
        @Sendable (
            _ appointment: String, _ token: String, _ trace: String?, _ deadline: Deadline
        ) async throws -> String?
}

extension RoomLinkSource {
    /// Asks the issuer of links and tokens on its private queue.
    static func scheduling(_ requests: RequestClient) -> RoomLinkSource {
        RoomLinkSource { appointment, token, trace, deadline in
            let question = OpenCalendarLink(appointmentId: appointment, token: token)
            return try await requests.ask(question, of: .scheduling, trace: trace, until: deadline).roomLink
        }
    }
}
