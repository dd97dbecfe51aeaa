// SPDX-License-Identifier: Apache-2.0
import Time

/// The search for free starts in place of one that is taken: the earliest on a grid of five minutes.
///
/// The grid is the wall clock's in the appointment's zone, so offers read well there whatever the zone's offset is.
struct FreeStarts: Sendable {
    static let mostOffered = 5
    static let reach = Duration.seconds(14 * 86_400)
    private static let grid: Int64 = 300_000_000

    /// The first instant that may be offered: the asked start, but nothing that is past.
    let from: Instant
    /// The first instant that is too far away.
    let until: Instant
    let duration: ISODuration
    private let zone: Zone

    /// - Parameter slot: the one that is taken.
    init(insteadOf slot: Slot, in zone: Zone, at now: Instant) {
        let soonest = now + .microseconds(1)
        from = max(slot.start, soonest)
        until = min(from + Self.reach, Booking.latestStart(at: now) + .microseconds(1))
        duration = slot.duration
        self.zone = zone
    }

    /// The starts, in order.
    ///
    /// - Parameter busy: when anybody concerned is occupied between ``from`` and ``until`` plus ``duration``, in any
    ///   order; what ends when another begins does not overlap it.
    func search(around busy: [(start: Instant, end: Instant)]) -> [Instant] {
        var ahead = busy.sorted { $0.start < $1.start }[...]
        var starts: [Instant] = []
        var next = onGrid(from)
        while let candidate = next, starts.count < Self.mostOffered {
            if let range = ahead.first, range.start < candidate + duration {
                // Candidates only move on, so a range that is behind or was stepped over stays behind.
                ahead.removeFirst()
                next = range.end > candidate ? onGrid(range.end) : candidate
            } else {
                starts.append(candidate)
                next = onGrid(candidate + .microseconds(1))
            }
        }
        return starts
    }

    /// The first instant from there on at which the clocks show full five minutes, nil past the reach.
    private func onGrid(_ instant: Instant) -> Instant? {
        var instant = instant
        // More than one step only where the offset changes by an odd amount on the way.
        while instant < until {
            let wall = instant.microseconds + Int64(zone.offset(at: instant)) * 1_000_000
            let past = (wall % Self.grid + Self.grid) % Self.grid
            if past == 0 {
                return instant
            }
            instant = Instant(microseconds: instant.microseconds + Self.grid - past)
        }
        return nil
    }
}
