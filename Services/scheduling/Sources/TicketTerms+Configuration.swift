// SPDX-License-Identifier: Apache-2.0
import Configuration
import ServiceProcess
import Time

extension TicketTerms {
    /// Reads the terms from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `public.url` | http(s) URL | required | where clients reach the gateway; room links begin with it |
    /// | `ticket.least.life` | ISO 8601 duration | `PT4H` | how long a room ticket lives at least after activation |
    /// | `ticket.after.end` | ISO 8601 duration | `PT1H` | how long it outlives the planned end |
    /// | `room.url.template` | http(s) URL | `https://rooms.localhost/{conferenceId}?ticket={code}` | where the room is |
    ///
    /// - Throws: ``ConfigurationFault``, or what the reader throws for a missing key.
    init(_ configuration: ConfigReader) throws {
        let url = try configuration.requiredString(forKey: "public.url")
        guard Self.isURL(url), !url.contains("?"), !url.contains("#") else {
            throw ConfigurationFault(key: "public.url", expected: "an http or https URL")
        }
        let room = configuration.string(
            forKey: "room.url.template", default: "https://rooms.localhost/{conferenceId}?ticket={code}")
        guard Self.isURL(room), room.contains("{conferenceId}") || room.contains("{code}") else {
            throw ConfigurationFault(
                key: "room.url.template", expected: "an http or https URL with {conferenceId} or {code}")
        }
        self.init(
            publicURL: url.hasSuffix("/") ? String(url.dropLast()) : url,
            leastLife: try Self.duration("ticket.least.life", in: configuration, default: "PT4H"),
            afterEnd: try Self.duration("ticket.after.end", in: configuration, default: "PT1H"), roomURL: room)
    }

    private static func isURL(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"\"'<>\\".utf8.contains($0) }
        return isPlain && (text.hasPrefix("http://") || text.hasPrefix("https://"))
    }

    private static func duration(
        _ key: ConfigKey, in configuration: ConfigReader, default text: String
    ) throws -> ISODuration {
        guard let duration = try? ISODuration(iso8601: configuration.string(forKey: key, default: text)) else {
            throw ConfigurationFault(key: key.description, expected: "an ISO 8601 duration such as \(text)")
        }
        return duration
    }
}
