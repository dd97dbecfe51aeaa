// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Time

/// RFC 3339 instants and wall times, by the hundred thousand.
@Suite struct InstantPropertyTests {
    private static let count = 100_000

    @Test func everyInstantIsReadAsItWasWritten() throws {
        var generator = SeededGenerator(seed: 1)
        let range = Instant.earliest.microseconds...Instant.latest.microseconds
        for _ in 0..<Self.count {
            let instant = Instant(microseconds: .random(in: range, using: &generator))
            let text = instant.rfc3339
            guard try Instant(rfc3339: text) == instant, text.utf8.count <= 27, text.hasSuffix("Z") else {
                Issue.record("\(instant.microseconds) is written \(text)")
                return
            }
        }
    }

    /// Fields within their bounds and just outside: the C library says which instant they are.
    @Test func composedTextsAreReadExactlyWhenEveryFieldExists() {
        var composed = Mutation(seed: 11, alphabet: "")
        var accepted = 0
        for _ in 0..<Self.count {
            let fields = Fields(from: &composed)
            let read = try? Instant(rfc3339: fields.text)
            guard read?.microseconds == fields.microseconds else {
                Issue.record("\(fields.text) is read as \(read.map(String.init) ?? "nothing")")
                return
            }
            let wall = try? WallTime(fields.wallText)
            guard wall?.microsecondsSinceEpoch == fields.wallMicroseconds, wall == nil || wall.map(reread) == wall
            else {
                Issue.record("\(fields.wallText) is read as \(wall.map(String.init) ?? "nothing")")
                return
            }
            accepted += read == nil ? 0 : 1
        }
        #expect(accepted > Self.count / 10 && accepted < Self.count * 9 / 10, "\(accepted)")
    }

    @Test(arguments: [
        "2022-01-31T19:00:00.123456+01:00", "2024-02-29t23:59:59z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999-23:59",
    ])
    func changedTextsNeverTrapAndMeanWhatTheySay(original: String) {
        var mutation = Mutation(seed: 2, alphabet: "0123456789-+:.TtZz é\0")
        let legal = Set("0123456789-+:.TtZz".utf8)
        for _ in 0..<Self.count / 2 {
            let text = mutation.changed(original)
            if let instant = try? Instant(rfc3339: text) {
                guard
                    (try? Instant(rfc3339: instant.rfc3339)) == instant, (20...35).contains(text.utf8.count),
                    text.utf8.allSatisfy(legal.contains)
                else {
                    Issue.record("\(text) is read as \(instant)")
                    return
                }
            }
            if let wall = try? WallTime(text), reread(wall) != wall || text.utf8.count < 19 {
                Issue.record("\(text) is read as \(wall)")
                return
            }
            if let date = try? CivilDate(text), date.text != text {
                Issue.record("\(text) is read as \(date)")
                return
            }
        }
    }

    private func reread(_ wall: WallTime) -> WallTime? {
        try? WallTime(wall.text)
    }
}

/// The fields of a text, of which one or two may not exist.
private struct Fields {
    let text: String
    let wallText: String
    /// nil when there is no such instant.
    let microseconds: Int64?
    /// nil when there is no such wall time.
    let wallMicroseconds: Int64?

    init(from composed: inout Mutation) {
        // Out of its bounds is each only now and then, or hardly any text would be right as a whole.
        func number(_ bounds: ClosedRange<Int>, _ outside: [Int]) -> Int {
            composed.below(16) == 0 ? composed.any(outside) : bounds.lowerBound + composed.below(bounds.count)
        }
        let year = number(1...9_999, [0])
        let month = number(1...12, [0, 13, 99])
        let day = number(1...31, [0, 32, 99])
        let hour = number(0...23, [24, 25, 99])
        let minute = number(0...59, [60, 99])
        let second = number(0...59, [60, 61, 99])
        let digits = (0..<number(0...9, [10, 12])).map { _ in composed.below(10) }
        let offset = Offset(from: &composed)

        let fraction = digits.isEmpty ? "" : "." + digits.map(String.init).joined()
        wallText =
            "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))" + composed.any(["T", "T", "T", "t"])
            + "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second))" + fraction
        text = wallText + offset.text

        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (Int32(year - 1_900), Int32(month - 1), Int32(day))
        (time.tm_hour, time.tm_min, time.tm_sec) = (Int32(hour), Int32(minute), Int32(second))
        let seconds = timegm(&time)
        // The library carries what does not exist over into the next field, so the fields it leaves differ.
        let exists =
            year > 0 && time.tm_mon == month - 1 && time.tm_mday == day && time.tm_hour == hour
            && time.tm_min == minute && time.tm_sec == second && digits.count <= 9
        let micros = (digits + Array(repeating: 0, count: 6)).prefix(6).reduce(0) { $0 * 10 + $1 }
        wallMicroseconds = exists ? Int64(seconds) * 1_000_000 + Int64(micros) : nil
        let range = Instant.earliest.microseconds...Instant.latest.microseconds
        microseconds = wallMicroseconds.flatMap { wall in
            offset.seconds.map { wall - Int64($0) * 1_000_000 }.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}

private struct Offset {
    let text: String
    /// nil when there is no such offset.
    let seconds: Int?

    init(from composed: inout Mutation) {
        let sign = composed.any(["Z", "z", "+", "-"])
        let hours = composed.below(25)
        let minutes = composed.below(61)
        if sign == "Z" || sign == "z" {
            (text, seconds) = (sign, 0)
        } else {
            text = "\(sign)\(Fields.padded(hours)):\(Fields.padded(minutes))"
            seconds = hours <= 23 && minutes <= 59 ? (hours * 60 + minutes) * (sign == "-" ? -60 : 60) : nil
        }
    }
}
