// SPDX-License-Identifier: Apache-2.0

// Compiled with the sources of Shared/Time as one module (`make fuzz`): libFuzzer sees every branch of the parsers, and
// the internal ones can be called.

/// libFuzzer's entry: every parser of times gets every input, as text and as a zone file.
///
/// A trap is the finding, so what must hold is stated as preconditions.
@_cdecl("LLVMFuzzerTestOneInput")
package func readAsTime(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    readInstant(text)
    readDuration(text)
    readZone(bytes, text)
    return 0
}

private func readInstant(_ text: String) {
    if let instant = try? Instant(rfc3339: text) {
        precondition((try? Instant(rfc3339: instant.rfc3339)) == instant, "an instant changes when written and read")
        precondition((20...35).contains(text.utf8.count), "an instant of another length")
    }
    if let wall = try? WallTime(text) {
        precondition((try? WallTime(wall.text)) == wall, "a wall time changes when written and read")
    }
    if let date = try? CivilDate(text) {
        precondition(date.text == text, "a date has two spellings")
    }
}

private func readDuration(_ text: String) {
    let duration = try? ISODuration(iso8601: text)
    if let duration {
        precondition((try? ISODuration(iso8601: duration.iso8601)) == duration, "a duration changes when written")
    }
    if let period = try? ISODuration.period(text) {
        precondition(period <= .longestPeriod, "a period is too long")
        precondition(duration == nil || duration == period, "a period is another duration")
    }
}

private func readZone(_ bytes: [UInt8], _ text: String) {
    let probes = [-62_135_596_800, -1, 0, 1_774_749_600, 4_000_000_000, 253_402_300_799]
    if let table = TransitionTable(tzif: bytes) {
        for probe in probes {
            let offset = table.localType(at: probe).offset
            precondition((-200_000...200_000).contains(offset), "an offset of more than two days")
            let instant = probe - table.offset(ofWall: probe)
            _ = table.localType(at: instant)
        }
    }
    if let rule = RecurringRule(posix: bytes[...]) {
        for probe in probes {
            let changes = rule.transitions(around: probe)
            precondition(zip(changes, changes.dropFirst()).allSatisfy { $0.time <= $1.time }, "changes out of order")
            _ = rule.localType(at: probe)
        }
    }
    if let zone = try? Zone(identifier: text) {
        precondition(zone.identifier == text && !text.contains(".."), "a zone of another name")
    }
}
