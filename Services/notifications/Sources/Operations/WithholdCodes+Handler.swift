// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract

/// Wipes what rests of codes for a person's addresses but their hashes, which the limits count.
///
/// A dispatcher that has claimed one fails to mark it then. One that has marked it may have the provider's answer yet, so
/// the code is `uncertain` until that comes, and it is not tried again.
struct WithholdCodesHandler: Sendable {
    let database: PostgresPool
    let hashing: CodeHashing

    func handle(_ request: Request<WithholdCodes>) async throws -> WithholdCodes.Reply {
        let application = request.operation.applicationId
        // In one order, so that two requests at a time never wait for each other in a circle.
        let hashes = request.operation.addresses
            .flatMap { text in NotificationTemplate.Channel.allCases.compactMap { CodeAddress(text, for: $0) } }
            .sorted { $0.text < $1.text }
            .map { $0.hash(hashing) }
        try await database.transaction(.applications([application]), until: request.deadline.instant) { transaction in
            for hash in hashes {
                transaction.enqueue(Self.withhold(hash, of: application))
            }
        }
        return WithholdCodes.Reply()
    }
}

extension WithholdCodesHandler {
    private static func withhold(_ address: [UInt8], of application: String) -> Query {
        """
        update codes
        set state = case when marked_at is null then 'withheld' else 'uncertain' end,
            reason = case when marked_at is not null then \(LedgerReason.interrupted.rawValue) end,
            sealed = null, lease_until = null
        where application_id = \(application) and address_hash = \(address) and state in ('planned', 'sending')
        """
    }
}
