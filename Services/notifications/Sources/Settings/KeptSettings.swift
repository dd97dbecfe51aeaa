// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import NotificationsContract
import Postgres
import Time

/// The settings of one application as they are kept.
struct KeptSettings: Sendable {
    let applicationId: String
    /// 0 where none were ever set.
    let version: Int
    /// nil where none were ever set.
    let stored: ApplicationSettings?

    var etag: String { "\"\(version)\"" }

    init(of application: String, version: Int = 0, _ stored: ApplicationSettings? = nil) {
        applicationId = application
        self.version = version
        self.stored = stored
    }

    init(_ row: Row) throws {
        let stored = try row.decodeIfPresent("settings", as: [UInt8].self)
        self.init(
            of: try row.decode("application_id"), version: Int(try row.decode("version", as: Int32.self)),
            try stored.map { try JSONDecoder().decode(ApplicationSettings.self, from: Data($0)) })
    }

    /// Whether these settings are the stored ones, to the byte.
    func holds(_ settings: ApplicationSettings) throws -> Bool {
        guard let stored else { return false }
        return try JSONEncoder.canonical(stored) == JSONEncoder.canonical(settings)
    }

    /// The same with new settings.
    func replaced(by settings: ApplicationSettings) -> KeptSettings {
        KeptSettings(of: applicationId, version: version + 1, settings)
    }
}

extension KeptSettings {
    static func find(_ applications: [String]) -> Query {
        """
        select application_id, version, settings from settings
        where application_id = any(\(applications)) and version > 0
        """
    }

    /// Makes the row that ``findForUpdate(_:)`` locks: those who set an application's settings follow one another from
    /// the first time on.
    static func prepare(_ application: String, at now: Instant) -> Query {
        """
        insert into settings (application_id, version, changed_at) values (\(application), 0, \(now))
        on conflict do nothing
        """
    }

    static func findForUpdate(_ application: String) -> Query {
        "select application_id, version, settings from settings where application_id = \(application) for update"
    }

    func update(at now: Instant) throws -> Query {
        let settings = try stored.map { Array(try JSONEncoder().encode($0)) }
        return """
            update settings set version = \(version), settings = \(json: settings), changed_at = \(now)
            where application_id = \(applicationId)
            """
    }
}

extension JSONEncoder {
    /// A value as JSON with sorted members, to compare by: another Unicode form of a text is a difference, which `==`
    /// of texts doesn't see.
    static func canonical<Value: Encodable>(_ value: Value) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(value)
    }
}

/// The document administrators read.
extension KeptSettings {
    /// - Parameter defaults: shown where the settings say nothing.
    func document(_ defaults: SettingsDefaults) -> [UInt8] {
        let settings = defaults.completing(stored ?? .defaults)
        var json = JSONWriter(capacity: 8192)
        json.object { json in
            json.member("active", settings.active)
            json.member("applicationId", applicationId)
            json.member("autoActivate", settings.autoActivate)
            json.member("locale", settings.locale)
            json.member(
                "notifications",
                array: { json in
                    for template in settings.notifications ?? [] {
                        template.write(to: &json)
                    }
                })
            json.member("overlapPolicy", settings.overlapPolicy.rawValue)
            json.member("retention", settings.retention)
            json.member("ticketBaseUrl", settings.ticketBaseUrl)
        }
        return json.bytes
    }
}

extension StoredTemplate {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("channel", channel)
            json.member("htmlBody", htmlBody)
            json.member("locale", locale)
            json.member("period", period)
            json.member("subject", subject)
            json.member("textBody", textBody)
            json.member("type", type)
        }
    }
}
