// SPDX-License-Identifier: Apache-2.0

/// One SMS to one number; who it comes from is its sender's to say.
package struct SMSMessage: Sendable, Equatable {
    /// What providers take of one message, in Unicode scalars; they cut it into segments themselves.
    package static let longestText = 1_600

    /// The same for each try of one message, so that a provider that looks at it takes it once.
    package let id: String
    /// An optional `+` and 5–15 digits.
    package let to: String
    /// Without control characters other than line feeds.
    package let text: String

    package init(id: String, to: String, text: String) {
        self.id = id
        self.to = to
        self.text = text
    }
}
