// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Time

/// Every installed zone against Python's `zoneinfo`, an implementation that shares nothing with ours but the files.
///
/// `python3` is a prerequisite of the tests; without it they fail.
@Suite struct ForeignZoneTests {
    @Test(.timeLimit(.minutes(5))) func everyZoneAgreesWithPython() throws {
        let zones = try distinctZones()
        let numbers = try python(Self.script, arguments: zones.map(\.identifier))
        try #require(numbers.count.isMultiple(of: 4))

        var checked = 0
        var failures: [String] = []
        for start in stride(from: 0, to: numbers.count, by: 4) {
            let (zone, kind) = (zones[Int(numbers[start])], numbers[start + 1])
            let (seconds, expected) = (numbers[start + 2], Int(numbers[start + 3]))
            if kind == 0 {
                let offset = zone.offset(at: Instant(microseconds: seconds * 1_000_000))
                if offset != expected {
                    failures.append("\(zone.identifier) at \(seconds): \(offset), not \(expected)")
                }
            } else {
                let wall = WallTime(microsecondsSinceEpoch: seconds * 1_000_000)
                let instant = zone.instant(of: wall).microseconds / 1_000_000
                if instant != expected {
                    failures.append("\(zone.identifier) \(wall): \(instant), not \(expected)")
                }
            }
            checked += 1
        }
        #expect(failures.isEmpty, "\(failures.count) of \(checked): \(failures.prefix(10))")
        #expect(checked > zones.count * 300)
    }

    /// Every zone whose rules are not those of one before it; the tz database gives many zones several names.
    private func distinctZones() throws -> [Zone] {
        var zones: [Zone] = []
        for name in Zone.knownIdentifiers {
            let zone = try Zone(identifier: name)
            if !zones.contains(where: { $0.table == zone.table }) { zones.append(zone) }
        }
        return zones
    }

    /// Runs a script and answers the 64-bit numbers it wrote.
    private func python(_ script: String, arguments: [String]) throws -> [Int64] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONTZPATH": ZoneDatabase.system.directory], uniquingKeysWith: { $1 })
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return data.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map {
                Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
            }
        }
    }

    /// Writes (zone, 0, instant, offset) and (zone, 1, wall time, instant) at random times, around every change of clocks
    /// from 1940 to 2060, and every 15 minutes of the days around the changes of 2026 and 2027.
    private static let script = """
        import array, datetime, random, sys, zoneinfo
        EPOCH = datetime.datetime(1970, 1, 1)
        UTC = datetime.timezone.utc
        DAY = 86400
        random.seed(5)
        out = array.array('q')

        def naive(seconds):
            return EPOCH + datetime.timedelta(seconds=seconds)

        def start(year):
            return int((datetime.datetime(year, 1, 1) - EPOCH).total_seconds())

        for index, name in enumerate(sys.argv[1:]):
            zone = zoneinfo.ZoneInfo(name)

            def offset(seconds):
                local = naive(seconds).replace(tzinfo=UTC).astimezone(zone)
                return int(local.utcoffset().total_seconds())

            def emit_offset(seconds):
                out.extend((index, 0, seconds, offset(seconds)))

            def emit_wall(wall):
                shift = zone.utcoffset(naive(wall).replace(tzinfo=zone))
                out.extend((index, 1, wall, wall - int(shift.total_seconds())))

            for _ in range(100):
                emit_offset(random.randrange(start(1800), start(2600)))
                emit_wall(random.randrange(start(1800), start(2600)))
            low = start(1940)
            before = offset(low)
            while low < start(2060):
                high = low + 20 * DAY
                after = offset(high)
                if before != after:
                    left, right = low, high
                    while right - left > 1:
                        middle = (left + right) // 2
                        if offset(middle) == before:
                            left = middle
                        else:
                            right = middle
                    emit_offset(right - 1)
                    emit_offset(right)
                    for reading in (right + before, right + offset(right)):
                        for shift in (-1801, -1, 0, 1, 1799):
                            emit_wall(reading + shift)
                    if start(2026) <= right < start(2028):
                        for quarter in range(-96, 97):
                            emit_wall((right // DAY) * DAY + quarter * 900)
                            emit_offset((right // DAY) * DAY + quarter * 900)
                low, before = high, after
        sys.stdout.buffer.write(out.tobytes())
        """
}
