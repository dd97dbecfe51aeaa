// SPDX-License-Identifier: Apache-2.0
import Testing
import Time

@testable import SchedulingService

@Suite struct FreeStartsTests {
    private static func instant(_ text: String) throws -> Instant {
        try Instant(rfc3339: text)
    }

    private static func search(
        from start: String, minutes: Int64 = 30, zone: String = "Europe/Berlin", at now: String = "2030-01-01T00:00:00Z"
    ) throws -> FreeStarts {
        let zone = try Zone(identifier: zone)
        let slot = Slot(start: try instant(start), duration: ISODuration(seconds: minutes * 60), zone: zone)
        return FreeStarts(insteadOf: slot, in: zone, at: try instant(now))
    }

    /// Starts between these bounds, `HH:mm` of the 8th, as the API writes them.
    private static func offers(
        _ search: FreeStarts, around busy: [(String, String)] = []
    ) throws -> [String] {
        let ranges = try busy.map { (start: try instant($0.0), end: try instant($0.1)) }
        return search.search(around: ranges).map(\.rfc3339)
    }

    private static func day(_ times: String...) -> [String] {
        times.map { "2030-01-08T\($0):00.0Z" }
    }

    @Test func whatEndsWhenAnotherBeginsIsFree() throws {
        let search = try Self.search(from: "2030-01-08T10:10:00Z")
        let busy = [("2030-01-08T10:00:00Z", "2030-01-08T10:30:00Z"), ("2030-01-08T11:00:00Z", "2030-01-08T12:00:00Z")]
        #expect(
            try Self.offers(search, around: busy) == Self.day("10:30", "12:00", "12:05", "12:10", "12:15"))
    }

    @Test func aGapThatIsTooShortIsPassedOver() throws {
        let search = try Self.search(from: "2030-01-08T10:00:00Z")
        let busy = [
            ("2030-01-08T10:00:00Z", "2030-01-08T10:30:00Z"), ("2030-01-08T10:59:59Z", "2030-01-08T11:30:00Z"),
            ("2030-01-08T12:10:00Z", "2030-01-08T12:20:00Z"),
        ]
        #expect(
            try Self.offers(search, around: busy) == Self.day("11:30", "11:35", "11:40", "12:20", "12:25"))
    }

    @Test func everyAgentHasToBeFreeInWhateverOrderTheirTimesCome() throws {
        let search = try Self.search(from: "2030-01-08T10:00:00Z", minutes: 60)
        let busy = [
            ("2030-01-08T13:30:00Z", "2030-01-08T14:00:00Z"), ("2030-01-08T09:00:00Z", "2030-01-08T12:00:00Z"),
            // Within another's time, and over its end.
            ("2030-01-08T10:00:00Z", "2030-01-08T10:15:00Z"), ("2030-01-08T11:30:00Z", "2030-01-08T12:25:00Z"),
        ]
        #expect(
            try Self.offers(search, around: busy) == Self.day("12:25", "12:30", "14:00", "14:05", "14:10"))
    }

    @Test func nothingIsOfferedBeforeTheAskedStartOrInThePast() throws {
        let later = try Self.search(from: "2030-01-08T10:01:00Z")
        #expect(try Self.offers(later) == Self.day("10:05", "10:10", "10:15", "10:20", "10:25"))
        let started = try Self.search(from: "2030-01-08T10:00:00Z", at: "2030-01-08T10:17:30.5Z")
        #expect(try Self.offers(started) == Self.day("10:20", "10:25", "10:30", "10:35", "10:40"))
        // A start has to lie ahead, so the present itself is none.
        let present = try Self.search(from: "2030-01-08T10:00:00Z", at: "2030-01-08T10:20:00Z")
        #expect(try Self.offers(present).first == "2030-01-08T10:25:00.0Z")
    }

    @Test func fourteenDaysAreFarEnough() throws {
        let search = try Self.search(from: "2030-01-08T10:00:00Z")
        #expect(search.until - search.from == .seconds(14 * 86_400))
        let all = ("2030-01-08T10:00:00Z", "2030-01-22T10:00:00Z")
        #expect(try Self.offers(search, around: [all]).isEmpty)
        let almost = ("2030-01-08T10:00:00Z", "2030-01-22T09:51:00Z")
        #expect(try Self.offers(search, around: [almost]) == ["2030-01-22T09:55:00.0Z"])
    }

    @Test func nothingIsOfferedThatIsTooFarAheadToBeBooked() throws {
        let search = try Self.search(from: "2039-12-31T23:50:00Z", at: "2030-01-01T00:00:00Z")
        let last = ["2039-12-31T23:50:00.0Z", "2039-12-31T23:55:00.0Z", "2040-01-01T00:00:00.0Z"]
        #expect(try Self.offers(search) == last)
    }

    /// Monrovia was 44 minutes and 30 seconds behind Greenwich until 7 January 1972.
    @Test func theGridIsTheWallClocksWhateverTheOffset() throws {
        let before = try Self.search(
            from: "1971-06-01T10:00:00Z", zone: "Africa/Monrovia", at: "1971-01-01T00:00:00Z")
        #expect(try Self.offers(before).prefix(2) == ["1971-06-01T10:04:30.0Z", "1971-06-01T10:09:30.0Z"])
        let across = try Self.search(
            from: "1972-01-07T00:38:00Z", zone: "Africa/Monrovia", at: "1971-01-01T00:00:00Z")
        #expect(
            try Self.offers(across).prefix(3) == [
                "1972-01-07T00:39:30.0Z", "1972-01-07T00:45:00.0Z", "1972-01-07T00:50:00.0Z",
            ])
        let nepal = try Self.search(from: "2030-01-08T10:01:00Z", zone: "Asia/Kathmandu")
        let kathmandu = try Zone(identifier: "Asia/Kathmandu")
        #expect(nepal.search(around: []).allSatisfy { kathmandu.wallTime(at: $0).minute.isMultiple(of: 5) })
        #expect(nepal.search(around: []).count == 5)
    }

    @Test(arguments: 1...30) func theSearchFindsWhatLookingAtEveryMinuteFinds(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let search = try Self.search(
            from: "2030-03-29T22:00:00Z", minutes: Int64.random(in: 1...90, using: &generator))
        let busy = (0..<60).map { _ in
            let start = search.from + Duration.seconds(Int64.random(in: -7_200...172_800, using: &generator))
            return (start: start, end: start + Duration.seconds(Int64.random(in: 1...7_200, using: &generator)))
        }
        var expected: [Instant] = []
        var candidate = search.from
        // The offsets are whole hours here, so full five minutes on the wall are full five minutes in UTC.
        while candidate < search.until, expected.count < 5 {
            let end = candidate + search.duration
            if !busy.contains(where: { $0.start < end && $0.end > candidate }) {
                expected.append(candidate)
            }
            candidate = candidate + Duration.seconds(300)
        }
        #expect(search.search(around: busy) == expected)
    }

    /// SplitMix64: the same sequence for the same seed, so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
