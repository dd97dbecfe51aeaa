// SPDX-License-Identifier: Apache-2.0
import Configuration
import ServiceProcess
import Time

/// What the environment decides about people's details.
struct ParticipantsSettings: Sendable, Equatable {
    /// How long after an appointment's end its customers' details are kept.
    let retention: ISODuration

    /// Reads the settings from the configuration.
    ///
    /// | key | type | default | what |
    /// |---|---|---|---|
    /// | `retention` | ISO 8601 duration | `P30D` | how long after an appointment's end customers' details are kept |
    ///
    /// - Throws: ``ConfigurationFault``.
    init(_ configuration: ConfigReader) throws {
        try self.init(retention: configuration.string(forKey: "retention", default: "P30D"))
    }

    init(retention text: String) throws {
        guard let retention = try? ISODuration(iso8601: text) else {
            throw ConfigurationFault(key: "retention", expected: "an ISO 8601 duration such as P30D")
        }
        self.retention = retention
    }
}
