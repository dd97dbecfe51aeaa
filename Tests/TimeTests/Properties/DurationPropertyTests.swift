// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

/// ISO 8601 durations and the periods of notifications, by the hundred thousand.
@Suite struct DurationPropertyTests {
    private static let count = 100_000

    @Test func everyDurationIsReadAsItWasWritten() throws {
        var generator = SeededGenerator(seed: 3)
        for number in 0..<Self.count {
            let longest = Int64.max >> Int64(number % 63)
            let duration = ISODuration(seconds: .random(in: 0...longest, using: &generator))
            let text = duration.iso8601
            guard try ISODuration(iso8601: text) == duration, try ISODuration(iso8601: text).iso8601 == text else {
                Issue.record("\(duration.seconds) is written \(text)")
                return
            }
        }
    }

    @Test func spellingsOfOneLengthAreEqualAndWrittenAlike() throws {
        var composed = Mutation(seed: 12, alphabet: "")
        for _ in 0..<Self.count {
            let seconds = Int64(composed.below(composed.any([60, 3_600, 86_400, 40_000_000])))
            let texts = [Spelling(of: seconds, &composed).text, Spelling(of: seconds, &composed).text]
            let read = try texts.map { try ISODuration(iso8601: $0) }
            guard
                read[0] == read[1], read[0].seconds == seconds, read[0].iso8601 == read[1].iso8601,
                read[0].hashValue == read[1].hashValue
            else {
                Issue.record("\(texts) are read as \(read)")
                return
            }
        }
    }

    @Test func aLoneMonthIsAMinuteAndEverythingElseAPeriodAsItIsADuration() {
        var composed = Mutation(seed: 13, alphabet: "")
        for _ in 0..<Self.count {
            let number = composed.below(composed.any([100, 525_700, 99_999_999]))
            let zeros = String(repeating: "0", count: composed.below(3))
            let lone = composed.any(["P", "p"]) + zeros + String(number) + composed.any(["M", "m"])
            let expected = number <= 525_600 ? Int64(number) * 60 : nil
            let other = Spelling(of: Int64(number), &composed).text
            guard
                (try? ISODuration.period(lone))?.seconds == expected, (try? ISODuration(iso8601: lone)) == nil,
                (try? ISODuration.period(other))?.seconds == (number <= 31_536_000 ? Int64(number) : nil)
            else {
                Issue.record("\(lone), \(other)")
                return
            }
        }
    }

    @Test(arguments: ["PT5M0s", "P1DT12H", "P5M", "P3W2DT1H30M59S", "PT9223372036854775807S", "P365D"])
    func changedTextsNeverTrapAndMeanWhatTheySay(original: String) {
        var mutation = Mutation(seed: 4, alphabet: "0123456789PpTtWwDdHhMmSsYy.,-+ é\0")
        for _ in 0..<Self.count / 4 {
            let text = mutation.changed(original)
            let duration = try? ISODuration(iso8601: text)
            let period = try? ISODuration.period(text)
            if let duration, (try? ISODuration(iso8601: duration.iso8601)) != duration || duration < .zero {
                Issue.record("\(text) is read as \(duration)")
                return
            }
            // Only the lone minutes are a period and no duration; only the long ones the other way round.
            let isLone = text.utf8.last.map { $0 | 0x20 == UInt8(ascii: "m") } ?? false
            guard
                period == nil || period == duration || (duration == nil && isLone),
                period != nil || duration.map({ $0 > ISODuration.longestPeriod }) ?? true,
                period.map({ $0 <= ISODuration.longestPeriod }) ?? true
            else {
                Issue.record("\(text) is the duration \(duration as Any) and the period \(period as Any)")
                return
            }
        }
    }
}

/// One of the many ways to write a length: any units, zeros in front, letters in either case.
private struct Spelling {
    let text: String

    init(of seconds: Int64, _ composed: inout Mutation) {
        var rest = seconds
        var date = ""
        var time = ""
        for (letter, length) in [("W", 604_800), ("D", 86_400), ("H", 3_600), ("M", 60), ("S", 1)] as [(String, Int64)]
        {
            // The smallest unit takes what the others left; each other takes some of what it could.
            let most = rest / length
            let number = length == 1 ? rest : Int64(composed.below(Int(most) + 1))
            rest -= number * length
            guard number > 0 || composed.below(4) == 0 else { continue }
            let zeros = String(repeating: "0", count: composed.below(3))
            let part = zeros + String(number) + (composed.below(2) == 0 ? letter : letter.lowercased())
            if length > 3_600 { date += part } else { time += part }
        }
        if date.isEmpty, time.isEmpty { time = "0S" }
        let (p, t) = (composed.any(["P", "p"]), composed.any(["T", "t"]))
        text = p + date + (time.isEmpty ? "" : t + time)
    }
}
