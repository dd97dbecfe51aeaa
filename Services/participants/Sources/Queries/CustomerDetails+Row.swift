// SPDX-License-Identifier: Apache-2.0
import ParticipantsContract
import Postgres

extension CustomerDetails {
    /// Reads the columns of `participants`, its `id` named `participant_id`; nil when an outer join found none.
    init?(_ row: Row) throws(PostgresFailure) {
        guard let participantId = try row.decodeIfPresent("participant_id", as: String.self) else { return nil }
        self.init(
            participantId: participantId,
            username: try row.decodeIfPresent("username"),
            firstName: try row.decodeIfPresent("first_name"),
            lastName: try row.decodeIfPresent("last_name"),
            primaryEmail: try row.decodeIfPresent("primary_email"),
            primaryPhone: try row.decodeIfPresent("primary_phone"),
            metadata: try row.decodeIfPresent("metadata"),
            locale: try row.decodeIfPresent("locale"))
    }
}
