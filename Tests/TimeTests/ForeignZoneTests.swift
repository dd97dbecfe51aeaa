// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Time

/// Every installed zone against Python's `zoneinfo`, an implementation that shares nothing with ours but the files.
///
/// `python3` is a prerequisite of the tests; without it they fail.
@Suite struct ForeignZoneTests {
    @Test(.timeLimit(.minutes(5))) func everyZoneAgreesWithPythonInBothDirections() throws {
        let zones = try InstalledZones.all()
        let answers = try python(zones)
        var checked = (shown: 0, resolved: 0)
        var differences: [String] = []
        for answer in answers {
            let zone = zones[answer.zone]
            if answer.isInstant {
                let shown = zone.wallTime(at: Instant(microseconds: answer.from * 1_000_000))
                if shown != WallTime(microsecondsSinceEpoch: answer.to * 1_000_000) {
                    differences.append("\(zone.identifier) at \(answer.from): \(shown)")
                }
                checked.shown += 1
            } else {
                let wall = WallTime(microsecondsSinceEpoch: answer.from * 1_000_000)
                let instant = zone.instant(of: wall)
                if instant != Instant(microseconds: answer.to * 1_000_000) {
                    differences.append("\(zone.identifier) \(wall): \(instant), not \(answer.to)")
                }
                checked.resolved += 1
            }
        }
        #expect(differences.isEmpty, "\(differences.count) of \(checked): \(differences.prefix(10))")
        // No zone was left out, and those whose clocks change were looked at on those days.
        let counts = Dictionary(grouping: answers, by: \.zone).mapValues(\.count)
        #expect(zones.indices.allSatisfy { counts[$0, default: 0] >= 80 })
        for (name, least) in Self.named {
            let place = try #require(zones.firstIndex { $0.identifier == name })
            #expect(counts[place, default: 0] >= least, "\(name): \(counts[place, default: 0])")
        }
        #expect(checked.shown > 200_000 && checked.resolved > 200_000, "\(checked)")
    }

    /// Half an hour of summer time, none for Ramadan, and never any; with the least they are asked about.
    private static let named = ["Australia/Lord_Howe": 2_000, "Africa/Casablanca": 2_000, "Asia/Kathmandu": 400]

    /// What Python says: at an instant clocks show a wall time, or a wall time is an instant; both in seconds.
    private struct Answer {
        let zone: Int
        let isInstant: Bool
        let from: Int64
        let to: Int64
    }

    /// Zones whose rules are another's, which most names of the database are, are asked about less.
    private func python(_ zones: [Zone]) throws -> [Answer] {
        var tables: [TransitionTable] = []
        var arguments: [String] = []
        for zone in zones {
            let isNew = !tables.contains(zone.table) || Self.named.keys.contains(zone.identifier)
            if isNew { tables.append(zone.table) }
            arguments.append((isNew ? "+" : "-") + zone.identifier)
        }
        let numbers = try python(Self.script, arguments: arguments)
        try #require(numbers.count.isMultiple(of: 4))
        return stride(from: 0, to: numbers.count, by: 4).map { start in
            Answer(
                zone: Int(numbers[start]), isInstant: numbers[start + 1] == 0, from: numbers[start + 2],
                to: numbers[start + 3])
        }
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

    /// Writes (zone, 0, instant, wall time) and (zone, 1, wall time, instant): at random times, around every change of
    /// clocks from 1950 to 2050, and every quarter of an hour of the days, and two hours beside them, of those of 2024 to
    /// 2028. Of a zone with an own set of rules; of the others at random times and around the changes of 2024 to 2028.
    ///
    /// Python's `fold` of 0, its default, means the first of two and, in a gap, the offset before it.
    private static let script = """
        import array, datetime, random, sys, zoneinfo
        EPOCH = datetime.datetime(1970, 1, 1)
        DAY = 86400
        shown_at = datetime.datetime.fromtimestamp
        random.seed(5)
        out = array.array('q')

        def seconds_of(delta):
            return delta.days * DAY + delta.seconds

        def start(year):
            return seconds_of(datetime.datetime(year, 1, 1) - EPOCH)

        FIRST, LAST, NEAR, FAR = start(1950), start(2050), start(2024), start(2029)

        for index, argument in enumerate(sys.argv[1:]):
            zone = zoneinfo.ZoneInfo(argument[1:])
            is_new = argument[0] == "+"

            def offset(seconds):
                return seconds_of(shown_at(seconds, zone).utcoffset())

            def emit_instant(seconds):
                out.extend((index, 0, seconds, seconds + offset(seconds)))

            def emit_wall(wall):
                local = (EPOCH + datetime.timedelta(0, wall)).replace(tzinfo=zone)
                instant = wall - seconds_of(local.utcoffset())
                out.extend((index, 1, wall, instant))
                emit_instant(instant)

            for _ in range(100 if is_new else 40):
                emit_instant(random.randrange(start(1800), start(2600)))
                emit_wall(random.randrange(start(1800), start(2600)))
            low = FIRST if is_new else NEAR
            before = offset(low)
            while low < (LAST if is_new else FAR):
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
                    emit_instant(right - 1)
                    for reading in (right + before, right + offset(right)):
                        for shift in (-1801, -1, 0, 1, 1799) if NEAR <= right < FAR else (-1, 0):
                            emit_wall(reading + shift)
                    if is_new and NEAR <= right < FAR:
                        for quarter in range(-8, 104):
                            emit_wall((right + before) // DAY * DAY + quarter * 900)
                low, before = high, after
            if is_new:
                for day in range(NEAR, FAR, 30 * DAY):
                    emit_wall(day)
        sys.stdout.buffer.write(out.tobytes())
        """
}
