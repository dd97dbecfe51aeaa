// SPDX-License-Identifier: Apache-2.0
import Foundation
import MessageTemplates
package import Time

/// Header values of a message (RFC 5322, RFC 2047): whatever goes in, one header comes out.
package enum MailText {
    /// Unstructured text: as it is where it is short and plain ASCII, else in encoded words.
    package static func unstructured(_ text: String) -> String {
        let line = SingleLine.of(text)
        let isPlain = line.utf8.count <= 60 && line.utf8.allSatisfy { $0 < 0x7f } && !line.contains("=?")
        return isPlain && line.first != " " && line.last != " " ? line : encodedWords(line)
    }

    /// An address with a display name, which is quoted where it is ASCII, else in encoded words on lines of their own.
    package static func mailbox(_ name: String, _ address: String) -> String {
        let line = SingleLine.of(name)
        guard line.utf8.count <= 60, line.utf8.allSatisfy({ $0 < 0x7f }), !line.contains("=?") else {
            return "\(encodedWords(line))\r\n <\(SingleLine.of(address))>"
        }
        let escaped = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\" <\(SingleLine.of(address))>"
    }

    /// Such as `Mon, 31 Jan 2022 19:00:00 +0000`.
    package static func date(_ instant: Instant) -> String {
        // Every instant is written as a wall time in UTC with `Z` after it.
        guard let time = try? WallTime(instant.rfc3339.dropLast()) else { return "" }
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let padded = [time.hour, time.minute, time.second].map { DatePattern.padded($0, to: 2) }
        let year = DatePattern.padded(time.year, to: 4)
        return "\(weekdays[time.weekday.rawValue - 1]), \(time.day) \(months[time.month - 1]) \(year) "
            + padded.joined(separator: ":") + " +0000"
    }

    /// A body's lines with CRLF between them and without other control characters than tabs.
    package static func body(_ text: String) -> String {
        var body = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": body.append(contentsOf: "\r\n".unicodeScalars)
            case "\n": if !afterReturn { body.append(contentsOf: "\r\n".unicodeScalars) }
            case "\t": body.append(scalar)
            default: body.append(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? " " : scalar)
            }
            afterReturn = scalar == "\r"
        }
        return String(body)
    }

    /// Encoded words of whole characters, one to a folded line; with the longest field name no line has over 76
    /// characters (RFC 2047, section 2).
    private static func encodedWords(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > 39 {
                words.append([])
            }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
