// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// Shows an application's SMS sender and the one that waits to be confirmed, without secrets.
package struct FindSMSSender: SenderOperation {
    package static let name = "sender.find_sms"
    package static let summary = "Shows an application's SMS sender and the one that waits to be confirmed."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/notifications/sms")
    package static let reply = ReplyForm.document(.smsSenderState)
    package static let channel = NotificationTemplate.Channel.sms
    package static let failures: [ProblemType] = [.invalidRequest, .notFound]

    package let applicationId: String

    package init(reading input: inout Input) {
        applicationId = input.requiredIdentifier("applicationId")
    }
}
