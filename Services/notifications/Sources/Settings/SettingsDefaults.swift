// SPDX-License-Identifier: Apache-2.0
import Foundation
import NotificationsContract

/// What holds for an application where its settings say nothing. It is shown and never kept, so that what holds later is
/// shown later.
struct SettingsDefaults: Sendable {
    /// The suite's own address, without a slash at the end.
    let ticketBaseUrl: String

    /// The settings with what holds where they say nothing.
    func completing(_ settings: ApplicationSettings) -> ApplicationSettings {
        var whole = settings
        whole.ticketBaseUrl = settings.ticketBaseUrl ?? ticketBaseUrl
        whole.notifications = settings.notifications ?? Self.notifications(settings.locale)
        return whole
    }

    /// The settings without what holds anyway: who sends back what was shown has not made it the application's own.
    func sparing(_ settings: ApplicationSettings) throws -> ApplicationSettings {
        var own = settings
        if own.ticketBaseUrl == ticketBaseUrl {
            own.ticketBaseUrl = nil
        }
        if let templates = own.notifications,
            try JSONEncoder.canonical(templates) == JSONEncoder.canonical(Self.notifications(own.locale))
        {
            own.notifications = nil
        }
        return own
    }

    private static func notifications(_ locale: String) -> [StoredTemplate] {
        BuiltInTemplates.best(for: [locale]).stored
    }
}
