// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract
package import Time

/// One code on its way to one address.
package struct CodeMessage: Sendable, Equatable {
    /// The same for each try; not the verification's id, which together with the code is what a customer proves.
    package let id: String
    /// Whose sender it goes by.
    package let applicationId: String
    package let channel: NotificationTemplate.Channel
    /// A phone number or an e-mail address.
    package let to: String
    /// Of an e-mail.
    package let subject: String
    package let text: String
    package let date: Instant

    /// The e-mail, of which the code is all there is: no links, nothing to open.
    package func mail(from sender: MailMessage.Sender, domain: String) -> MailMessage {
        MailMessage(
            id: "\(id)@\(domain)", date: date, from: sender, to: to, subject: subject, text: text, html: nil,
            calendar: nil)
    }
}
