// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import NotificationsContract
import ParticipantsContract
import SchedulingContract
import Time

/// Schedules as the appointment's customer: notifications judges the code, the rest is as with a token.
///
/// The stored answer is looked up before the code is judged, under a key that holds a hash of the code: a client that
/// missed its answer asks again although the code is used up by now. Nothing is taken from the code until the booking
/// commits, and that decides which of several bookings gets it; a process that dies in between leaves it good.
struct ScheduleVerifiedAppointmentHandler: Sendable {
    let schedule: ScheduleAppointmentHandler
    /// Asks notifications what a code proves; on whose behalf, and until when.
    let verify: @Sendable (VerifyCode, RequestOrigin) async throws -> VerifyCode.Reply

    func handle(_ request: Request<ScheduleVerifiedAppointment>) async throws -> Answer {
        guard let verification = request.caller.subject, let code = request.credential else {
            throw Refusal(.unauthorized)
        }
        let operation = request.operation.appointment
        let record = IdempotencyRecord(request, application: operation.applicationId ?? "")
        let (stored, terms) = try await schedule.known(record, until: request.deadline)
        if let stored {
            return stored
        }
        let customer = operation.customers.first
        let proof = try await verify(
            VerifyCode(verificationId: verification, code: code, email: customer?.email, phone: customer?.phone),
            RequestOrigin(request))
        guard operation.applicationId == nil || operation.applicationId == proof.applicationId else {
            throw Refusal(.forbidden, "The code was sent for another application.")
        }
        try request.requireValid()
        guard proof.isOfCustomer else {
            throw Refusal(.forbidden, "The customer's phone number or e-mail address is not the one that was verified.")
        }
        let now = schedule.clock.now()
        try Booking.requireUpcoming(operation.start, at: now)
        let appointment = try Appointment(
            operation, Booking(byCustomerWith: operation.userId), terms, application: proof.applicationId,
            createdBy: nil, at: now)
        let registration = RegisterParticipants(appointment, operation.customers).reached(only: proof.channel)
        return try await schedule.book(
            appointment, terms, with: verification, registration, record, request)
    }
}

extension RegisterParticipants {
    /// Without the addresses nobody has proved: messages go to the verified one only.
    fileprivate func reached(only channel: String) -> RegisterParticipants {
        var registration = self
        registration.customers = customers.map { customer in
            var customer = customer
            if channel != NotificationTemplate.Channel.email.rawValue {
                customer.primaryEmail = nil
            }
            if channel != NotificationTemplate.Channel.sms.rawValue {
                customer.primaryPhone = nil
            }
            return customer
        }
        return registration
    }
}
