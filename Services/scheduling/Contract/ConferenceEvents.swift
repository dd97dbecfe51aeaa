// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Somebody came into a conference or left it, as the video platform tells.
package struct ConferenceAttendance: Codable, Sendable, Equatable {
    package enum Role: String, Codable, Sendable {
        case agent = "AGENT"
        case customer = "CUSTOMER"
    }

    package var conferenceId: String
    /// An agent's id, or a customer's participant id.
    package var userId: String
    package var role: Role
    /// RFC 3339.
    package var time: String

    package init(conferenceId: String, userId: String, role: Role, time: String) {
        self.conferenceId = conferenceId
        self.userId = userId
        self.role = role
        self.time = time
    }
}

/// A conference is over, as the video platform tells; who ended it doesn't matter.
package struct ConferenceEnd: Codable, Sendable, Equatable {
    package var conferenceId: String
    /// RFC 3339.
    package var time: String

    package init(conferenceId: String, time: String) {
        self.conferenceId = conferenceId
        self.time = time
    }
}

extension InboundType where Payload == ConferenceAttendance {
    package static let conferenceJoined = InboundType(
        "conference.joined.v1", summary: "Somebody came into a conference.", data: .conferenceAttendance)
    package static let conferenceLeft = InboundType(
        "conference.left.v1", summary: "Somebody left a conference.", data: .conferenceAttendance)
}

extension InboundType where Payload == ConferenceEnd {
    package static let conferenceEnded = InboundType(
        "conference.ended.v1", summary: "A conference is over.", data: .conferenceEnd)
}
