// SPDX-License-Identifier: Apache-2.0

/// A process of the suite that can be killed and started again.
enum SuiteService: String, CaseIterable, Sendable, Codable {
    case scheduling, participants, calendar, notifications, gateway

    /// Those with a schema, an event queue and a broker user of their name.
    static let ofDatabase: [SuiteService] = [.scheduling, .participants, .calendar, .notifications]

    /// Those that react to scheduling's events.
    static let listeners: [SuiteService] = [.participants, .calendar, .notifications]
}
