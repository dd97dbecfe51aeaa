// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Keeps a customer whom scheduling is about to add to an appointment, and tells under which id.
///
/// Who has the username of a customer that takes part is that customer, and two who come at once with the same one get
/// the same id. The answer holds for the version it was asked for. Idempotent by appointment and participant
/// identifier; what no event confirms is swept after asking scheduling.
package struct RegisterAddedCustomer: PrivateOperation {
    package static let name = "participant.register_added"
    package static let kind = OperationKind.command
    package static let deadline = Duration.seconds(3)
    package static let failures: [ProblemType] = []
    package static let callers: [ServiceName] = [.scheduling]

    package var appointment: AppointmentAccess
    /// Of the appointment before the customer is added.
    package var version: Int
    /// The participant ids of its customers at that version; one that was removed is not among them.
    package var customerIds: [String]
    /// Under the id that a new customer gets.
    package var customer: CustomerDetails

    package init(appointment: AppointmentAccess, version: Int, customerIds: [String], customer: CustomerDetails) {
        self.appointment = appointment
        self.version = version
        self.customerIds = customerIds
        self.customer = customer
    }

    package struct Reply: Codable, Sendable {
        /// One of ``RegisterAddedCustomer/customerIds`` when the customer takes part already.
        package var participantId: String

        package init(participantId: String) {
            self.participantId = participantId
        }
    }
}
