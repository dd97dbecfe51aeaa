// SPDX-License-Identifier: Apache-2.0
import Glibc
import Observability
import Testing

@testable import ServiceProcess

/// Standard output that fails.
@Suite struct LogOutputTests {
    private final class Pipe {
        let reader: Int32
        let writer: Int32
        private var isReaderOpen = true

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            reader = ends[0]
            writer = ends[1]
            _ = fcntl(reader, F_SETFL, O_NONBLOCK)
            _ = fcntl(writer, F_SETFL, O_NONBLOCK)
            // As ServiceProcess does; else the test would end with its reader.
            signal(SIGPIPE, SIG_IGN)
        }

        deinit {
            closeReader()
            close(writer)
        }

        func closeReader() {
            guard isReaderOpen else { return }
            isReaderOpen = false
            close(reader)
        }

        /// Everything that waits to be read.
        func drain() -> [UInt8] {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(reader, &buffer, buffer.count)
                guard count > 0 else { return all }
                all += buffer[..<count]
            }
        }
    }

    private let registry = MetricRegistry()

    private var dropped: Int {
        registry.counter("appointments_log_lines_dropped_total", "").value
    }

    private func line(_ length: Int, of letter: Character) -> [UInt8] {
        Array(String(repeating: letter, count: length).utf8) + [UInt8(ascii: "\n")]
    }

    @Test func linesGoOutInOrder() throws {
        let pipe = try Pipe()
        let output = LogOutput(pipe.writer, registry: registry)
        output.write(Array("a\n".utf8))
        output.write(Array("b\n".utf8))
        #expect(pipe.drain() == Array("a\nb\n".utf8))
        #expect(dropped == 0)
    }

    @Test func aReaderThatIsGoneEndsNothing() throws {
        let pipe = try Pipe()
        let output = LogOutput(pipe.writer, registry: registry)
        pipe.closeReader()
        output.write(Array("a\n".utf8))
        output.write(Array("b\n".utf8))
        #expect(dropped == 2)
    }

    @Test func aFullDiskEndsNothing() throws {
        let device = open("/dev/full", O_WRONLY)
        try #require(device >= 0)
        defer { close(device) }
        LogOutput(device, registry: registry).write(Array("a\n".utf8))
        #expect(dropped == 1)
    }

    @Test func aReaderThatDoesNotReadHoldsNobodyForLong() throws {
        let pipe = try Pipe()
        let output = LogOutput(pipe.writer, registry: registry)
        let long = line(10_000, of: "x")
        let begin = ContinuousClock.now
        for _ in 0..<100 {
            output.write(long)
        }
        #expect(begin.duration(to: .now) < .seconds(5))
        let lost = dropped
        #expect(lost > 0 && lost < 100)
        // What was cut off is not mixed with what comes next.
        let before = pipe.drain()
        output.write(Array("y\n".utf8))
        #expect(String(decoding: before + pipe.drain(), as: UTF8.self).hasSuffix("x\ny\n"))
        #expect(dropped == lost)
    }
}
