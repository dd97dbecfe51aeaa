// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import SchedulingContract

/// Asks for the current facts of appointments whose copy here is missing.
struct AppointmentSource: Sendable {
    /// The facts of those that exist, cancelled ones included; at most 100 identifiers.
    ///
    /// - Throws: `RequestFailure` when there is no answer before the deadline.
    let find: @Sendable (_ ids: [String], _ trace: String?, _ deadline: Deadline) async throws -> [AppointmentFacts]
}

extension AppointmentSource {
    /// Asks the owner of appointments on its private queue.
    static func scheduling(_ requests: RequestClient) -> AppointmentSource {
        AppointmentSource { ids, trace, deadline in
            let question = FindAppointmentFacts(ids: ids)
            return try await requests.ask(question, of: .scheduling, trace: trace, until: deadline).appointments
        }
    }
}
