// SPDX-License-Identifier: Apache-2.0
package import ICalendar
package import Time

/// One e-mail to one recipient: alternatives of the same content as text, HTML and calendar entry.
package struct MailMessage: Sendable, Equatable {
    /// The sender's address and the name shown for it.
    package struct Sender: Sendable, Equatable {
        package let address: String
        package let name: String

        package init(address: String, name: String) {
            self.address = address
            self.name = name
        }
    }

    /// Unique for ever, the same for each try of one message: `<id>@<domain>` without the angle brackets.
    package let id: String
    package let date: Instant
    /// Set anew where the application has a sender of its own.
    package var from: Sender
    /// One address without a display name.
    package let to: String
    package let subject: String
    package let text: String
    package let html: String?
    package let calendar: CalendarDocument?

    package init(
        id: String, date: Instant, from: Sender, to: String, subject: String, text: String, html: String?,
        calendar: CalendarDocument?
    ) {
        self.id = id
        self.date = date
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.calendar = calendar
    }

    /// The header fields, each one line or folded by us; no value can add another field.
    package var headers: [String] {
        [
            "Date: \(MailText.date(date))",
            "From: \(MailText.mailbox(from.name, from.address))",
            "To: <\(SingleLine.of(to))>",
            "Subject: \(MailText.unstructured(subject))",
            "Message-ID: <\(SingleLine.of(id))>",
            // RFC 3834: no vacation notice is to answer it.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative",
        ]
    }

    /// The alternatives, the plainest first (RFC 2046, section 5.1.4).
    package var parts: [Part] {
        var parts = [
            Part(type: "text/plain; charset=utf-8", encoding: .quotedPrintable, body: MailText.body(text))
        ]
        if let html {
            parts.append(
                Part(type: "text/html; charset=utf-8", encoding: .quotedPrintable, body: MailText.body(html)))
        }
        if let calendar {
            let body = String(decoding: calendar.bytes(), as: UTF8.self)
            parts.append(Part(type: calendar.contentType, encoding: .base64, body: body))
        }
        return parts
    }

    package struct Part: Sendable, Equatable {
        package enum Encoding: String, Sendable {
            case quotedPrintable = "quoted-printable"
            case base64
        }

        package let type: String
        package let encoding: Encoding
        package let body: String
    }
}
