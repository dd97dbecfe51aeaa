// SPDX-License-Identifier: Apache-2.0
import Time

/// The time of an appointment: the wall time promised to the customer, and the instants it stands for.
struct Slot: Sendable, Equatable {
    let start: Instant
    let duration: ISODuration
    /// IANA name.
    let timezone: String
    /// Local date and time of the start in the zone, without an offset.
    let wallTime: String
    /// Seconds east of UTC at the start.
    let utcOffset: Int

    /// The slot that begins at an instant, as seen in a zone.
    init(start: Instant, duration: ISODuration, zone: Zone) {
        self.init(
            start: start, duration: duration, timezone: zone.identifier, wallTime: zone.wallTime(at: start).text,
            utcOffset: zone.offset(at: start))
    }

    /// A slot that was stored.
    init(start: Instant, duration: ISODuration, timezone: String, wallTime: String, utcOffset: Int) {
        self.start = start
        self.duration = duration
        self.timezone = timezone
        self.wallTime = wallTime
        self.utcOffset = utcOffset
    }

    /// Not part of the slot: back to back does not overlap.
    var end: Instant {
        Instant(microseconds: start.microseconds + duration.seconds * 1_000_000)
    }
}
