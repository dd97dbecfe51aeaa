// SPDX-License-Identifier: Apache-2.0
import Postgres

/// What the listening services have stored of an appointment.
enum ReadModels {
    /// Waits until each of them knows the version.
    static func follow(_ id: String, to version: Int, within limit: Duration = .seconds(30)) async throws {
        try await Eventually.holds("version \(version) of \(id) everywhere", within: limit, every: .milliseconds(100)) {
            try await Database.number(
                """
                select count(*) as value from (
                    select sequence from participants.appointments where id = \(id)
                    union all select sequence from calendar.appointments where id = \(id)
                    union all select sequence from notifications.appointments where id = \(id)) as known
                where sequence = \(version)
                """) == 3
        }
    }
}
