// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The forms of what notifications answers of its ledger.
extension Schema {
    /// An appointment's messages, by the time they are due.
    package static let notificationLedger = array(
        of: named(
            "NotificationResponse",
            .object([
                .always("id", .identifier),
                .always("type", .choice(["CREATE", "RESCHEDULE", "CANCELLED", "REMINDER", "ROOM", "FOLLOW_UP"])),
                .always("channel", .choice(["SMS", "EMAIL"])), .always("recipientId", .identifier),
                .maybe("period", .duration), .always("due", .instant),
                .always("state", .choice(["planned", "sending", "sent", "failed", "suppressed", "uncertain"])),
                .maybe("reason", .string().described("Why it was not sent, or not yet.", example: "no-contact")),
                .always("attempts", .integer(0...)),
                .always("at", .instant.described("Of the latest change.")),
            ])))
}
