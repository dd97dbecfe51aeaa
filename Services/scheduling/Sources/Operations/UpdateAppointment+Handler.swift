// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Replaces title, notes, metadata, custom fields and routing; time, people and state stay.
struct UpdateAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<UpdateAppointment>) async throws -> Answer {
        let operation = request.operation
        let now = clock.now()
        return try await database.change(operation.id, request, .update, at: now) { [outbox] before, transaction in
            guard let after = Self.updated(before, by: operation, at: now) else {
                return .json(before.document, etag: before.etag)
            }
            transaction.enqueue(Self.update(after))
            try outbox.write(.appointmentUpdated, change: before, to: after, by: request, in: transaction)
            return .json(after.document, etag: after.etag)
        }
    }

    /// The appointment after the update, nil where it says what was there before.
    static func updated(_ before: Appointment, by operation: UpdateAppointment, at now: Instant) -> Appointment? {
        let interaction = operation.interaction
        let isSame =
            bytes(before.title) == bytes(operation.title) && bytes(before.notes) == bytes(operation.notes)
            && before.routingType == interaction.routingType.rawValue
            && canonical(before.metadata) == canonical(operation.metadata)
            && canonical(before.customFields) == canonical(interaction.customFields)
            && canonical(before.routingProperties) == canonical(interaction.routingProperties)
        guard !isSame else { return nil }
        var after = before
        after.title = operation.title
        after.notes = operation.notes
        after.metadata = operation.metadata
        after.customFields = interaction.customFields
        after.routingType = interaction.routingType.rawValue
        after.routingProperties = interaction.routingProperties
        after.version += 1
        after.updatedAt = now
        return after
    }

    /// Another Unicode form of a text is a difference, which `String`'s own comparison doesn't see.
    private static func bytes(_ text: String?) -> [UInt8]? {
        text.map { Array($0.utf8) }
    }

    /// The order of members is no difference.
    private static func canonical(_ json: [UInt8]?) -> [UInt8]? {
        json.map { (try? JSONValue.parse($0, limits: .message).canonical) ?? $0 }
    }

    private static func update(_ a: Appointment) -> Query {
        """
        update appointments set
            title = \(a.title), notes = \(a.notes), metadata = \(a.metadata.json)::json,
            custom_fields = \(a.customFields.json)::json, routing_type = \(a.routingType),
            routing_properties = \(a.routingProperties.json)::json, version = \(a.version),
            updated_at = \(a.updatedAt)
        where id = \(a.id)
        """
    }
}
