// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import Postgres
import Time

/// Answers what may be shown of an application's senders of one channel.
struct FindSenderHandler: Sendable {
    let database: PostgresPool

    func handle<Asked: SenderOperation>(_ request: Request<Asked>) async throws -> Answer {
        let application = try request.requireApplication()
        let results = try await database.read(
            .applications([application]), until: request.deadline.instant,
            SenderRows.all(Asked.channel, of: application))
        guard let rows = results.first, !rows.isEmpty else { throw Refusal(.notFound) }
        return .json(try Self.document(rows, of: application))
    }

    private static func document(_ rows: Rows, of application: String) throws -> [UInt8] {
        var members = [JSONValue.Member(name: "applicationId", value: .string(application))]
        for row in rows {
            let isConfirmed = try row.decode("is_confirmed", as: Bool.self)
            members.append(
                JSONValue.Member(name: isConfirmed ? "confirmed" : "pending", value: try sender(row, isConfirmed)))
        }
        return JSONValue.object(members).bytes
    }

    private static func sender(_ row: Row, _ isConfirmed: Bool) throws -> JSONValue {
        let shown = try JSONValue.parse(Array(row.decode("shown", as: String.self).utf8), limits: .message)
        var members = shown.members ?? []
        members.append(JSONValue.Member(name: "configuredAt", value: try instant("at", of: row)))
        if !isConfirmed {
            let isLocked = try row.decode("wrong_tries", as: Int.self) >= ConfirmSenderHandler.mostWrongTries
            members.append(JSONValue.Member(name: "expires", value: try instant("expires_at", of: row)))
            members.append(JSONValue.Member(name: "isLocked", value: .boolean(isLocked)))
        }
        return .object(members)
    }

    private static func instant(_ column: String, of row: Row) throws -> JSONValue {
        .string(try row.decode(column, as: Instant.self).rfc3339)
    }
}
