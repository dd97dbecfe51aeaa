// SPDX-License-Identifier: Apache-2.0
import Glibc
import JSON
import Logging
import Testing

@testable import ServiceProcess

/// The form of a log line.
@Suite struct LogLineTests {
    private func line(
        _ message: Logger.Message, _ metadata: Logger.Metadata? = nil, of handler: JSONLogHandler
    ) -> [UInt8] {
        let event = LogEvent(
            level: .warning, message: message, metadata: metadata, source: "s", file: "f", function: "g", line: 1)
        return handler.line(for: event)
    }

    @Test func aLineIsOneObjectWithWhatEveryLineHas() throws {
        var handler = JSONLogHandler(label: "scheduling", level: .info, output: LogOutput(STDOUT_FILENO))
        handler[metadataKey: "request"] = "r-1"
        handler[metadataKey: "trace"] = "0af7651916cd43dd8448eb211c80319c"
        let line = line("neighbour failed", ["kind": "late"], of: handler)
        #expect(line.last == UInt8(ascii: "\n") && line.dropLast().allSatisfy { $0 != UInt8(ascii: "\n") })
        let object = try JSONValue.parse(Array(line.dropLast()))
        #expect(object["level"]?.text == "warning" && object["service"]?.text == "scheduling")
        #expect(object["message"]?.text == "neighbour failed" && object["kind"]?.text == "late")
        #expect(object["request"]?.text == "r-1" && object["trace"]?.text == "0af7651916cd43dd8448eb211c80319c")
        #expect(object["time"]?.text?.hasSuffix("Z") == true)
    }

    @Test func whatARecordSaysForgesNothing() throws {
        let handler = JSONLogHandler(label: "scheduling", level: .info, output: LogOutput(STDOUT_FILENO))
        let line = line(
            "a\n{\"level\":\"info\"}", ["level": "info", "service": "gateway", "x": "\"}\r\n{"], of: handler)
        let object = try JSONValue.parse(Array(line.dropLast()))
        #expect(object["level"]?.text == "warning" && object["service"]?.text == "scheduling")
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
    }
}
