// SPDX-License-Identifier: Apache-2.0
import Failpoints

extension Failpoint {
    /// The services in which the harness kills at this place.
    var services: [SuiteService] {
        switch self {
        case .beforeCommit, .afterCommit: SuiteService.ofDatabase
        case .requestSending, .replyReceived: [.gateway, .scheduling]
        case .requestReceived, .requestBeforeReply, .requestAfterReply: [.scheduling, .participants]
        case .keyClaimed, .answerStored, .customersRegistered, .slotTaken: [.scheduling]
        case .eventWritten: [.scheduling, .participants, .notifications]
        case .relayLocked, .relayRead, .relayBeforePublish, .relayAfterPublish, .relayBeforeMark, .relayAfterMark:
            [.scheduling, .notifications]
        case .eventReceived, .inboxClaimed, .eventBeforeAck: SuiteService.listeners
        case .poisonBeforePark, .poisonAfterPark: SuiteService.listeners
        case .registrationBegun, .registrationCommitted: [.participants]
        case .factsKept: [.calendar]
        case .messagesPlanned, .beforeClaim, .afterClaim, .afterMark, .afterSubmit, .beforeRecord: [.notifications]
        }
    }

    /// Only what can't be decoded passes it.
    var needsPoison: Bool { [.poisonBeforePark, .poisonAfterPark].contains(self) }

    /// Every pair of a service and a place.
    static let all: [(service: SuiteService, failpoint: Failpoint)] = allCases.flatMap { failpoint in
        failpoint.services.map { ($0, failpoint) }
    }
}
