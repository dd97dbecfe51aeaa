// SPDX-License-Identifier: Apache-2.0
import Foundation
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

    package init(label: String, level: Logger.Level) {
        self.label = label
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        guard let line = line(for: event) else { return }
        FileHandle.standardOutput.write(line)
    }

    /// One JSON object of strings with a line feed after it; what the record says can't end it or forge another.
    func line(for event: LogEvent) -> Data? {
        var fields: [String: String] = [:]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            fields[key] = "\(value)"
        }
        fields["time"] = Instant.now().rfc3339
        fields["level"] = event.level.rawValue
        fields["service"] = label
        fields["message"] = "\(event.message)"
        guard var line = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys]) else { return nil }
        line.append(UInt8(ascii: "\n"))
        return line
    }
}
