// SPDX-License-Identifier: Apache-2.0

/// The deliveries of one channel that are not settled yet, and how to settle those that are with few frames.
struct SettlementWindow {
    /// What to tell the broker.
    enum Command: Equatable {
        case acknowledge(UInt64, multiple: Bool)
        case reject(UInt64, requeue: Bool)
    }

    private enum Slot {
        case inFlight
        case acknowledged
        case sent
    }

    /// Slot `i` has the delivery tag `firstTag + i`.
    private var slots: [Slot] = []
    private var firstTag: UInt64 = 1
    private var acknowledged: [UInt64] = []
    private var rejected: [Command] = []

    /// Notes a delivery.
    ///
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` if the broker skips or repeats a tag.
    mutating func delivered(_ tag: UInt64) throws(AMQPFailure) {
        guard tag == firstTag &+ UInt64(slots.count) else {
            throw AMQPFailure(.protocolViolation, "delivery tag \(tag) is out of order")
        }
        slots.append(.inFlight)
    }

    /// Notes how a delivery is to be settled; one settled before or never delivered is ignored.
    mutating func settle(_ tag: UInt64, _ settlement: AMQPSettlement) {
        guard tag >= firstTag, let index = Int(exactly: tag - firstTag), index < slots.count,
            slots[index] == .inFlight
        else { return }
        switch settlement {
        case .acknowledge:
            slots[index] = .acknowledged
            acknowledged.append(tag)
        case .requeue, .reject:
            slots[index] = .sent
            rejected.append(.reject(tag, requeue: settlement == .requeue))
        case .leave:
            return
        }
    }

    /// What to tell the broker now; acknowledgements up to the first delivery in flight become one.
    mutating func flush() -> [Command] {
        guard !acknowledged.isEmpty || !rejected.isEmpty else { return [] }
        var commands = rejected
        rejected.removeAll(keepingCapacity: true)
        var settled = 0
        var last: UInt64?
        var count = 0
        for slot in slots {
            guard slot != .inFlight else { break }
            if slot == .acknowledged {
                last = firstTag + UInt64(settled)
                count += 1
            }
            settled += 1
        }
        if let last {
            commands.append(.acknowledge(last, multiple: count > 1))
        }
        slots.removeFirst(settled)
        firstTag += UInt64(settled)
        for tag in acknowledged where tag >= firstTag {
            commands.append(.acknowledge(tag, multiple: false))
            slots[Int(tag - firstTag)] = .sent
        }
        acknowledged.removeAll(keepingCapacity: true)
        return commands
    }
}
