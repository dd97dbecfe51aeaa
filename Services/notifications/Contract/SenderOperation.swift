// SPDX-License-Identifier: Apache-2.0
package import Contract
package import SchedulingContract

/// An operation on the sender of one application and channel.
package protocol SenderOperation: PublicOperation {
    static var channel: NotificationTemplate.Channel { get }
    /// Empty only when the field was faulty.
    var applicationId: String { get }
}

/// Confirms the sender that waits for it.
package protocol SenderConfirmation: SenderOperation {
    /// The six digits that were sent; empty only when the field was faulty.
    var code: String { get }
}

extension SenderOperation {
    package static var access: Access { .roles([.admin]) }
}

extension ProblemType {
    package static let senderRefused = ProblemType(
        "sender-refused", .invalid, "The sender's server did not take the message",
        "The mail server or SMS provider refused the message, could not be reached, or is at an address that is not "
            + "public. Nothing was sent.")
    package static let wrongCode = ProblemType(
        "wrong-code", .invalid, "The code does not confirm the sender",
        "The code is wrong or older than an hour, or five wrong ones were tried. Configure the sender again for a "
            + "new code.")
}
