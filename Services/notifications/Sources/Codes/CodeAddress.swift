// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract

/// A phone number or an e-mail address as codes are counted by it and compared with it.
///
/// The letters of an e-mail address count in lower case, before the `@` too: no two people have addresses that differ in
/// nothing else.
struct CodeAddress: Sendable, Equatable {
    let channel: String
    let text: String

    /// nil for what is none.
    init?(_ text: String, for channel: NotificationTemplate.Channel) {
        switch channel {
        case .sms:
            guard let number = PhoneNumber.normalized(text) else { return nil }
            self.text = number
        case .email:
            guard EmailAddress.isWellFormed(text) else { return nil }
            self.text = text.lowercased()
        }
        self.channel = channel.rawValue
    }

    func hash(_ hashing: CodeHashing) -> [UInt8] {
        hashing.hash(text, for: "address \(channel)")
    }
}
