// SPDX-License-Identifier: Apache-2.0
import JSON
package import Logging
import Time

/// Writes each log record as one JSON object on one line of standard output.
///
/// Every line has `time`, `level`, `service` and `message`; what is done for a request or an event also has `trace`, the
/// id of its W3C trace, and its own id as `request` or `event`. Records hold identifiers, codes and counts only; bodies,
/// claims, names and addresses are never given to a logger.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let label: String
    private let output: LogOutput

    init(label: String, level: Logger.Level, output: LogOutput) {
        self.label = label
        self.output = output
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        output.write(line(for: event))
    }

    /// One JSON object of strings with a line feed after it; what the record says can't end it or forge another.
    func line(for event: LogEvent) -> [UInt8] {
        var line = JSONWriter(capacity: 256)
        line.object { line in
            line.member("time", Instant.now().rfc3339)
            line.member("level", event.level.rawValue)
            line.member("service", label)
            line.member("message", event.message.description)
            for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
            where !Self.own.contains(name) {
                line.member(named: name, .string(value.description))
            }
        }
        return line.bytes + [UInt8(ascii: "\n")]
    }

    /// The names no record may take.
    private static let own: Set = ["time", "level", "service", "message"]
}
