// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NotificationsService
import SchedulingContract
import Testing

/// A thousand generated names and titles, as mails that really went over SMTP and were read by parsers that are not
/// ours: Python's `email` and `icalendar`.
@Suite(.timeLimit(.minutes(5))) struct HostileMailTests {
    private static let pieces = [
        "\r\n", "\r", "\n", "\u{0}", "\u{85}", "\u{2028}", "\u{2029}", "\u{7f}", "Bcc: eve@example.org", "<script>",
        "</p>", "\"", "'", "&", "{{title}}", "{{{firstName}}}", "=?utf-8?q?x?=", "\r\n.\r\n",
        "RCPT TO:<eve@example.org>",
        "END:VEVENT", "BEGIN:VEVENT", "ATTENDEE:mailto:eve@example.org", ";RSVP=TRUE:mailto:x@example.org", "\\n",
        "\\,",
        ",", ";", ":", "--=_", "Content-Type: text/html", "漢字", "ß", "👩‍👩‍👧", "\u{202e}", "e\u{301}", "%n", " ", "a", "Ada",
        String(repeating: "x", count: 90),
    ]

    private static func texts(_ count: Int) -> [String] {
        var generator = SeededGenerator(seed: 5)
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
        }
    }

    @Test func noHeaderRecipientOrComponentIsAdded() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let address = try #require(SMTPAddress("smtp://127.0.0.1:\(server.port)"))
        let sender = SMTPSender(
            SMTPConfiguration(address: address, greeting: "suite.example", connections: 1),
            logger: Logger(label: "test"))
        defer { sender.stop() }
        let kinds: [NotificationTemplate.Kind] = [.create, .reschedule, .cancelled]
        let texts = Self.texts(1_000)
        for (number, text) in texts.enumerated() {
            let kind = kinds[number % kinds.count]
            let template = NotificationTemplate(
                type: kind, channel: .email, subject: "{{title}}", textBody: "Dear {{firstName}}",
                htmlBody: "<p title=\"{{lastName}}\">{{firstName}}</p>")
            let message = try Messages.mail(
                kind, Facts.appointment(title: text), Facts.contact(firstName: text, lastName: text),
                templates: [template])
            try #require(await sender.send(message) == .accepted, "\(text.debugDescription)")
        }
        let log = server.seen
        #expect(log.contents.count == 1_000)
        #expect(log.commands.filter { $0.hasPrefix("RCPT") }.allSatisfy { $0 == "RCPT TO:<ada@example.com>" })
        #expect(try await Self.faults(log.contents) == [])
    }

    /// What the parsers find wrong, message by message.
    private static func faults(_ contents: [String]) async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hostile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, content) in contents.enumerated() {
            // As it was before dots were stuffed for the wire.
            let message = content.replacing("\r\n..", with: "\r\n.")
            try Data(message.utf8).write(to: folder.appending(path: "\(number).eml"))
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", parser, folder.path]
        let output = folder.appending(path: "faults")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                ended.resume(throwing: error)
            }
        }
        let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(String.init)
        return status == 0 ? lines : lines + ["status \(status)"]
    }

    private static let parser = """
        import email, email.policy, glob, sys
        import icalendar
        names = sorted(["date", "from", "to", "subject", "message-id", "auto-submitted", "mime-version",
            "content-type"])
        for path in glob.glob(sys.argv[1] + "/*.eml"):
            with open(path, "rb") as file:
                message = email.message_from_binary_file(file, policy=email.policy.default)
            found = []
            if sorted(name.lower() for name in message.keys()) != names: found.append(f"headers {message.keys()}")
            if message["to"].addresses[0].addr_spec != "ada@example.com" or len(message["to"].addresses) != 1:
                found.append("recipient")
            parts = [part for part in message.walk() if not part.is_multipart()]
            if [part.get_content_type() for part in parts] != ["text/plain", "text/html", "text/calendar"]:
                found.append(f"parts {[part.get_content_type() for part in parts]}")
            found += [str(defect) for part in message.walk() for defect in part.defects]
            if "<script" in parts[1].get_content(): found.append("markup")
            calendar = icalendar.Calendar.from_ical(parts[2].get_payload(decode=True))
            events = calendar.walk("VEVENT")
            if len(events) != 1 or len(calendar.subcomponents) != 1: found.append("components")
            attendees = events[0].get("ATTENDEE")
            if str(attendees).lower() != "mailto:ada@example.com": found.append(f"attendee {attendees}")
            if str(events[0]["UID"]) != "0f8fad5b-d9cb-469f-a165-70867728950e@suite.example": found.append("uid")
            if calendar["METHOD"] not in ("REQUEST", "CANCEL"): found.append("method")
            if found: print(path, found)
        """
}
