// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation

/// The addresses under which a customer gets an appointment into a calendar.
///
/// That of the file carries a token for one participant of one appointment: the code of both in base64url, a dot, the
/// participant. With it the file holds the participant's room link, without it nothing that is private.
struct CalendarLinks: Sendable {
    private static let purpose: StaticString = "calendar link"

    /// Where clients reach the gateway, without a slash at the end.
    let publicURL: String
    let key: LinkKey

    func file(of appointment: String, for participant: String) -> String {
        "\(publicURL)/api/cal/events/ical/\(appointment)/event?token=\(token(of: appointment, for: participant))"
    }

    func google(of appointment: String) -> String {
        "\(publicURL)/api/cal/events/google/\(appointment)/event"
    }

    /// For whom a token was made; nil for one that was not made here for this appointment.
    func participant(of token: String, for appointment: String) -> String? {
        guard token.utf8.count <= 256, let dot = token.firstIndex(of: ".") else { return nil }
        let participant = String(token[token.index(after: dot)...])
        guard Identifier.isWellFormed(participant), let code = Self.bytes(String(token[..<dot])),
            key.isCode(code, of: "\(appointment)\n\(participant)", for: Self.purpose)
        else { return nil }
        return participant
    }

    /// Participants' ids are our own UUIDs, so the token goes into a query as it is.
    private func token(of appointment: String, for participant: String) -> String {
        let code = Data(key.code(of: "\(appointment)\n\(participant)", for: Self.purpose)).base64EncodedString()
        let letters = code.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "\(letters).\(participant)"
    }

    private static func bytes(_ letters: String) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - letters.utf8.count % 4) % 4)
        let padded = letters.replacing("-", with: "+").replacing("_", with: "/") + padding
        return Data(base64Encoded: padded).map(Array.init)
    }
}
