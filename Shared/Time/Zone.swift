// SPDX-License-Identifier: Apache-2.0

/// A time zone of the installed tz database: an immutable value with all its rules.
///
/// Wall times become instants by one rule everywhere: a wall time that clocks skip (gap) is moved forward by the length of
/// the gap, one that comes twice (overlap) means its first occurrence.
package struct Zone: Sendable {
    /// The IANA name, such as `Europe/Athens`.
    package let identifier: String

    let table: TransitionTable

    init(identifier: String, table: TransitionTable) {
        self.identifier = identifier
        self.table = table
    }

    /// The zone of this name, in exactly this case, in ``ZoneDatabase/system``.
    ///
    /// - Throws: ``TimeSyntaxFailure`` with `unknownZone` for every other text.
    package init(identifier: some StringProtocol) throws(TimeSyntaxFailure) {
        self = try ZoneDatabase.system.zone(String(identifier))
    }

    /// Seconds east of Greenwich at an instant.
    package func offset(at instant: Instant) -> Int {
        table.localType(at: instant.wholeSeconds).offset
    }

    /// What the zone calls its time at an instant: `EET`, `EEST`, or an offset such as `+0545` where it has no name.
    package func abbreviation(at instant: Instant) -> String {
        table.localType(at: instant.wholeSeconds).abbreviation
    }

    /// What clocks in the zone show at an instant.
    package func wallTime(at instant: Instant) -> WallTime {
        WallTime(microsecondsSinceEpoch: instant.microseconds + Int64(offset(at: instant)) * 1_000_000)
    }

    /// When clocks in the zone show a wall time: in an overlap the first time, in a gap the wall time moved forward by it.
    ///
    /// Saturates like every ``Instant``.
    package func instant(of wallTime: WallTime) -> Instant {
        let offset = table.offset(ofWall: wallTime.secondsSinceEpoch)
        return Instant(microseconds: wallTime.microsecondsSinceEpoch - Int64(offset) * 1_000_000)
    }
}

extension Zone: Hashable {
    package static func == (left: Zone, right: Zone) -> Bool {
        left.identifier == right.identifier && left.table == right.table
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
    }
}

extension Instant {
    /// Seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    fileprivate var wholeSeconds: Int {
        let (quotient, remainder) = Int(microseconds).quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
