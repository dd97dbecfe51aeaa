// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Wipes the codes of one application that are on their way to a person who is about to be erased; they are not sent any
/// more. What a provider has already stays good.
///
/// Repeating it changes nothing, and it is the same whether or not there are such codes.
package struct WithholdCodes: PrivateOperation {
    package static let name = "code.withhold"
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(2)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.participants]

    /// So many addresses are asked for at a time.
    package static let mostAddresses = 100

    package var applicationId: String
    /// E-mail addresses and phone numbers, in whatever form they were given; what is neither is passed over.
    package var addresses: [String]

    package init(applicationId: String, addresses: [String]) {
        self.applicationId = applicationId
        self.addresses = addresses
    }

    package struct Reply: Codable, Sendable {
        package init() {}
    }
}
