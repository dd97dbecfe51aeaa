// SPDX-License-Identifier: Apache-2.0

/// One SMS to one number.
package struct SMSMessage: Sendable, Equatable {
    /// What providers take of one message, in Unicode scalars; they cut it into segments themselves.
    package static let longestText = 1_600

    /// The same for each try of one message, so that a provider that looks at it takes it once.
    package let id: String
    package let to: String
    /// A number or the name shown as sender.
    package let from: String
    package let text: String

    package init(id: String, to: String, from: String, text: String) {
        self.id = id
        self.to = to
        self.from = from
        self.text = text
    }
}
