// SPDX-License-Identifier: Apache-2.0

/// An organizer or attendee: an e-mail address and the name shown for it.
package struct CalendarAddress: Sendable, Equatable {
    /// One address without a display name.
    package let email: String
    package let name: String?

    package init(email: String, name: String? = nil) {
        self.email = email
        self.name = name
    }

    /// The address as a `mailto` URI (RFC 6068): whatever the URI would give a meaning to is percent-encoded.
    var mailto: String {
        "mailto:" + PercentEncoding.encode(email, keeping: "!$'*+@")
    }

    /// `CN` where there is a name to show.
    var commonName: [ContentLine.Parameter] {
        guard let name, !name.isEmpty else { return [] }
        return [.quoted("CN", name)]
    }
}
