// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Judges a one-time code. A right one may be judged again for as long as it is valid: what it is used for once is the
/// asker's to keep. Five wrong ones lock the verification; ten within an hour, or a hundred in a row, lock the address for
/// an application, and then no code is right.
///
/// Wrong, expired, locked and unknown are one refusal, ``ProblemType/unauthorized``.
package struct VerifyCode: PrivateOperation {
    package static let name = "code.verify"
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(3)
    package static let failures: [ProblemType] = [.unauthorized]
    package static let callers: [ServiceName] = [.scheduling]

    package var verificationId: String
    package var code: String
    /// The addresses of the customer who is said to have the code. Of the one it was sent to only a hash is left, so it
    /// can be recognized and not told.
    package var email: String?
    package var phone: String?

    package init(verificationId: String, code: String, email: String?, phone: String?) {
        self.verificationId = verificationId
        self.code = code
        self.email = email
        self.phone = phone
    }

    package struct Reply: Codable, Sendable, Equatable {
        package var applicationId: String
        /// SMS or EMAIL: which address was verified.
        package var channel: String
        /// Whether it is the customer's.
        package var isOfCustomer: Bool

        package init(applicationId: String, channel: String, isOfCustomer: Bool) {
            self.applicationId = applicationId
            self.channel = channel
            self.isOfCustomer = isOfCustomer
        }
    }
}
