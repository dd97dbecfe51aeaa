// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Adds a customer to an appointment; one whose username takes part already is not added a second time.
package struct AddCustomer: PublicOperation {
    package static let name = "appointment.add_customer"
    package static let summary = "Adds a customer to an appointment."
    package static let kind = OperationKind.command
    package static let route = Route(.post, "/api/appointments/participants/customers", body: .object)
    package static let access = Access.roles([.agent, .supervisor])
    package static let reply = ReplyForm.appointment
    package static let requestName = "AddParticipantCustomerRequest"
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .forbidden, .conferenceRunning, .stale, .appointmentEnded, .requestInProgress,
        .keyReused,
    ]

    package let id: String
    /// nil only when the field was faulty.
    package let customer: Customer?

    package init(reading input: inout Input) {
        id = input.appointmentID()
        customer = input.nested("customer", as: "Customer", Customer.init(reading:))
        input.require("customer")
    }
}
