// SPDX-License-Identifier: Apache-2.0
import SchedulingContract
import Time

/// PENDING → ACTIVE → ENDED, never back; a cancelled appointment stays what it is.
extension Appointment {
    /// The active appointment, nil where that changes nothing.
    func activated(at now: Instant) -> Appointment? {
        guard state == .pending, cancelledAt == nil else { return nil }
        var after = self
        after.state = .active
        after.version += 1
        after.updatedAt = now
        return after
    }

    /// The ended appointment, nil where that changes nothing.
    ///
    /// - Parameter end: when it ended, where another clock says so; brought between its making and the present.
    func ended(_ end: Instant? = nil, at now: Instant) -> Appointment? {
        guard state != .ended, cancelledAt == nil else { return nil }
        var after = self
        after.state = .ended
        after.endedAt = min(max(end ?? now, createdAt), now)
        after.version += 1
        after.updatedAt = now
        return after
    }
}
