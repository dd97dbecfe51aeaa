// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
package import NotificationsContract
package import Postgres
import SchedulingContract

/// By whom an application's messages leave: its own confirmed senders, else the platform's.
package struct Senders: Sendable {
    /// Who sends for applications without a sender.
    package struct Platform: Sendable {
        let sender: MailMessage.Sender
        let mail: @Sendable (MailMessage) async -> SubmissionOutcome
        /// nil where the platform sends no SMS.
        let sms: SMSSender?

        package init(
            sender: MailMessage.Sender, mail: @escaping @Sendable (MailMessage) async -> SubmissionOutcome,
            sms: SMSSender?
        ) {
            self.sender = sender
            self.mail = mail
            self.sms = sms
        }
    }

    /// The way of one application's mail at this moment; not to be kept.
    package struct MailRoute: Sendable {
        /// Whom messages are to be from.
        package let sender: MailMessage.Sender
        package let submit: @Sendable (MailMessage) async -> SubmissionOutcome
    }

    /// The way of one application's SMS at this moment; not to be kept.
    package struct SMSRoute: Sendable {
        package let submit: @Sendable (SMSMessage) async -> SubmissionOutcome
    }

    let database: PostgresPool
    let sealing: Sealing
    let destinations: Destinations
    let mail: SMTPSender
    let greeting: String
    let twilio: ProviderURL
    let platform: Platform
    private let client: ProviderClient
    /// Reads together what is asked for at the same time; every answer is of after the asking.
    private let confirmed: GroupWriter<SenderRows.Wanted, Row?>

    /// - Parameters:
    ///   - mail: the threads for applications' own servers.
    ///   - greeting: the domain that mail servers are greeted with.
    package init(
        database: PostgresPool, sealing: Sealing, destinations: Destinations, mail: SMTPSender, greeting: String,
        twilio: ProviderURL, platform: Platform
    ) {
        self.database = database
        self.sealing = sealing
        self.destinations = destinations
        self.mail = mail
        self.greeting = greeting
        self.twilio = twilio
        self.platform = platform
        client = ProviderClient(destinations)
        confirmed = GroupWriter { wanted in
            let results = try await database.read(
                .background, until: .now.advanced(by: .seconds(5)), SenderRows.confirmed(wanted))
            var found = [Row?](repeating: nil, count: wanted.count)
            guard let rows = results.first else { return found }
            for row in rows {
                let place = try row.decode("place", as: Int.self)
                guard found.indices.contains(place - 1) else { continue }
                found[place - 1] = row
            }
            return found
        }
    }

    /// By whom an application's mail leaves.
    ///
    /// - Throws: when its sender can't be read, so that nothing leaves by another one.
    package func mail(for application: String) async throws -> MailRoute {
        guard let row = try await confirmed(SenderRows.Wanted(channel: .email, application: application)) else {
            return MailRoute(sender: platform.sender, submit: platform.mail)
        }
        let sender = try open(row, as: EmailSender.self, of: application)
        return MailRoute(sender: MailMessage.Sender(address: sender.fromAddress, name: sender.fromName)) { message in
            // A server that is not asked may have another address next time.
            (try? await submit(message, by: sender, of: application)) ?? .deferred(code: nil)
        }
    }

    /// By whom an application's SMS leave; nil where it has no sender and the platform sends none.
    ///
    /// - Throws: when its sender can't be read, so that nothing leaves by another one.
    package func sms(for application: String) async throws -> SMSRoute? {
        guard let row = try await confirmed(SenderRows.Wanted(channel: .sms, application: application)) else {
            return platform.sms.map { sender in
                SMSRoute { message in
                    (try? await submit(message, by: sender, isTrusted: true)) ?? .deferred(code: nil)
                }
            }
        }
        let sender = try open(row, as: SMSSender.self, of: application)
        return SMSRoute { message in
            (try? await submit(message, by: sender)) ?? .deferred(code: nil)
        }
    }

    /// Hands a mail in by a sender.
    ///
    /// - Throws: ``DestinationFault`` for a server that is not asked.
    func submit(
        _ message: MailMessage, by sender: EmailSender, of application: String,
        within limit: Duration = SMTPSender.patience
    ) async throws -> SubmissionOutcome {
        let addresses = try await destinations.addresses(of: sender.host)
        guard let configuration = sender.configuration(greeting: greeting, at: addresses) else {
            throw DestinationFault.unknown
        }
        return await mail.send(message, by: configuration, of: application, within: limit)
    }

    /// Hands an SMS in by a sender; its text is not longer than ``SMSMessage/longestText``.
    ///
    /// - Throws: ``DestinationFault`` for a server that is not asked.
    func submit(
        _ message: SMSMessage, by sender: SMSSender, isTrusted: Bool = false,
        within limit: Duration = ProviderClient.patience
    ) async throws -> SubmissionOutcome {
        let message = SMSMessage(
            id: message.id, to: PhoneNumber.normalized(message.to) ?? message.to, text: message.text)
        guard var request = sender.request(message, twilio: twilio) else { return .refused(code: 400) }
        request.isTrusted = request.isTrusted || isTrusted
        return try await client.post(request, within: limit)
    }

    /// Reads what rests sealed in a row of ``SenderRows/confirmed(_:of:)``.
    func open<Sender: Decodable>(_ row: Row, as type: Sender.Type, of application: String) throws -> Sender {
        let opened = try sealing.open(row.decode("sealed"), for: application)
        return try JSONDecoder().decode(type, from: Data(opened))
    }
}
