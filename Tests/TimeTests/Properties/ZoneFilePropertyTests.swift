// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

/// Compiled zone files (RFC 8536) and the rule in their footer, by the hundred thousand.
@Suite struct ZoneFilePropertyTests {
    private static let count = 100_000

    @Test func composedFilesMeanWhatWasWritten() throws {
        var composed = Mutation(seed: 14, alphabet: "")
        for _ in 0..<5_000 {
            let file = ComposedZoneFile(from: &composed)
            let table = try #require(TransitionTable(tzif: file.bytes))
            for _ in 0..<8 {
                let time = composed.below(4_000_000_000) - 2_000_000_000
                let expected = file.offset(at: time)
                let wall = time + expected
                guard table.localType(at: time).offset == expected else {
                    Issue.record("\(file) at \(time)")
                    return
                }
                // Whatever instant a wall time is, clocks showed it then, or something later by a gap.
                let instant = wall - table.offset(ofWall: wall)
                guard instant + file.offset(at: instant) >= wall, instant <= time else {
                    Issue.record("\(file) on the wall \(wall)")
                    return
                }
            }
        }
    }

    @Test func changedFilesNeverTrap() {
        var mutation = Mutation(seed: 15, alphabet: "\0\u{1}\u{7F}TZif2\n0123456789,.<>-+/MJ")
        let originals = (0..<50).map { _ in ComposedZoneFile(from: &mutation).bytes }
        var accepted = 0
        for number in 0..<Self.count {
            guard let table = TransitionTable(tzif: mutation.changed(originals[number % originals.count])) else {
                continue
            }
            accepted += 1
            for time in [-62_135_596_800, 0, 1_774_749_600, 253_402_300_799] {
                let instant = time - table.offset(ofWall: time)
                guard (-200_000...200_000).contains(table.localType(at: instant).offset) else {
                    Issue.record("file \(number) at \(time)")
                    return
                }
            }
        }
        #expect(accepted > 1_000 && accepted < Self.count, "\(accepted)")
    }

    @Test(arguments: [
        "EET-2EEST,M3.5.0/3,M10.5.0/4", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "IST-1GMT0,M10.5.0,M3.5.0/1",
        "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "XXX0YYY,J60/0,364/167:59:59", "UTC0",
    ])
    func changedRulesNeverTrap(original: String) {
        var mutation = Mutation(seed: 16, alphabet: "0123456789,.<>-+/:MJEST\0")
        for _ in 0..<Self.count / 5 {
            let text = mutation.changed(Array(original.utf8))
            guard let rule = RecurringRule(posix: text[...]) else { continue }
            for time in [-62_135_596_800, 1_774_749_600, 253_402_300_799] {
                let changes = rule.transitions(around: time)
                guard zip(changes, changes.dropFirst()).allSatisfy({ $0.time <= $1.time }), changes.count <= 6 else {
                    Issue.record("\(String(decoding: text, as: UTF8.self)) at \(time)")
                    return
                }
                _ = rule.localType(at: time)
            }
        }
    }
}

/// A zone file without a rule in its footer, made of a few types and transitions.
private struct ComposedZoneFile {
    private let offsets: [Int]
    private let transitions: [(time: Int, type: Int)]

    init(from composed: inout Mutation) {
        offsets = (0..<composed.below(4) + 1).map { _ in (composed.below(105) - 48) * 900 }
        var time = -2_100_000_000
        var transitions: [(time: Int, type: Int)] = []
        for _ in 0..<composed.below(6) {
            // Never closer than clocks can be apart, or a wall time would come more than twice.
            time += 200_000 + composed.below(1_000_000_000)
            transitions.append((time, composed.below(offsets.count)))
        }
        self.transitions = transitions
    }

    /// What holds at a time, found by looking at every transition.
    func offset(at time: Int) -> Int {
        offsets[transitions.last { $0.time <= time }?.type ?? 0]
    }

    var bytes: [UInt8] {
        // The first block may be empty: only readers of version 1 look at it.
        var bytes = Self.header(transitions: 0, types: 1, characters: 1) + [0, 0, 0, 0, 0, 0, 0]
        bytes += Self.header(transitions: transitions.count, types: offsets.count, characters: 4)
        for transition in transitions { bytes += Self.bigEndian(transition.time, size: 8) }
        for transition in transitions { bytes.append(UInt8(transition.type)) }
        for offset in offsets { bytes += Self.bigEndian(offset, size: 4) + [0, 0] }
        return bytes + Array("XYZ\0\n\n".utf8)
    }

    private static func header(transitions: Int, types: Int, characters: Int) -> [UInt8] {
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15 + 12) + bigEndian(transitions, size: 4)
            + bigEndian(types, size: 4) + bigEndian(characters, size: 4)
    }

    private static func bigEndian(_ value: Int, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
