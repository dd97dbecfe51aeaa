// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Time

/// One composed message, whoever carries it.
struct OutgoingMessage: Carried {
    let entry: LedgerEntry
    let submit: @Sendable () async -> SubmissionOutcome

    var applicationId: String { entry.applicationId }
    var channel: String { entry.channel }
    var hasOwnSender: Bool { entry.hasOwnSender }
}

/// What is to happen with each message of a claimed batch.
struct SortedBatch: Sendable {
    /// Not to be sent, ever.
    private(set) var suppressed: [(entry: LedgerEntry, reason: LedgerReason)] = []
    /// To be asked about again.
    private(set) var postponed: [LedgerEntry] = []
    private(set) var ready: [OutgoingMessage] = []
}

extension SortedBatch {
    init(
        _ entries: [LedgerEntry], _ briefing: Briefing, _ composer: MessageComposer, _ outlets: Outlets,
        at now: Instant
    ) {
        self.init()
        for entry in entries {
            switch briefing.decision(for: entry, at: now) {
            case .suppress(let reason): suppressed.append((entry, reason))
            case .postpone: postponed.append(entry)
            case .send(let type, let channel, let contact, let address):
                guard let draft = briefing.draft(entry, type, channel, contact, to: address) else {
                    postponed.append(entry)
                    continue
                }
                switch Self.submission(draft, entry.applicationId, composer, outlets, at: now) {
                case .by(let submit): ready.append(OutgoingMessage(entry: entry, submit: submit))
                case .never(let reason): suppressed.append((entry, reason))
                }
            }
        }
    }

    private enum Submission {
        case by(@Sendable () async -> SubmissionOutcome)
        /// It can't be composed or carried.
        case never(LedgerReason)
    }

    private static func submission(
        _ draft: MessageDraft, _ application: String, _ composer: MessageComposer, _ outlets: Outlets, at now: Instant
    ) -> Submission {
        switch draft.channel {
        case .email:
            guard let mail = composer.mail(draft, at: now) else { return .never(obstacle(draft)) }
            return .by { await outlets.mail(mail, application) }
        case .sms:
            guard let carry = outlets.sms else { return .never(.noSender) }
            guard let sms = composer.sms(draft) else { return .never(obstacle(draft)) }
            guard sms.text.unicodeScalars.count <= SMSMessage.longestText else { return .never(.tooLong) }
            return .by { await carry(sms, application) }
        }
    }

    /// Why a message can't be composed.
    private static func obstacle(_ draft: MessageDraft) -> LedgerReason {
        draft.templates.contains { $0.textBody != nil } ? .unreadable : .noTemplate
    }
}
