// SPDX-License-Identifier: Apache-2.0

/// The rules of one zone: when its clocks were changed, and the rule they follow after that.
struct TransitionTable: Sendable, Equatable {
    /// One way in which a zone shows time.
    struct LocalType: Sendable, Equatable {
        /// Seconds east of Greenwich.
        let offset: Int
        let abbreviation: String
    }

    /// A change of clocks.
    struct Transition: Sendable, Equatable {
        /// Seconds since 1970-01-01T00:00:00Z.
        let time: Int
        /// What holds from then on.
        let type: LocalType
    }

    /// What holds before the first transition.
    private let earliest: LocalType
    /// Strictly ascending.
    private let transitions: [Transition]
    /// What holds after the last transition, where the zone says so.
    private let rule: RecurringRule?

    init(earliest: LocalType, transitions: [Transition], rule: RecurringRule?) {
        self.earliest = earliest
        self.transitions = transitions
        self.rule = rule
    }

    /// What holds at a number of seconds since 1970-01-01T00:00:00Z.
    func localType(at time: Int) -> LocalType {
        let count = count(through: time)
        // RFC 8536 section 3.3: the footer is for times after the last transition.
        if count == transitions.count, let rule { return rule.localType(at: time) }
        return count == 0 ? earliest : transitions[count - 1].type
    }

    /// The offset by which a wall time, in seconds since 1970-01-01T00:00:00 on the wall, becomes an instant.
    ///
    /// A change of clocks counts for the wall times from the later of both readings at the change on: in a gap the offset
    /// before it still holds (so the instant shows a time later by the gap), in an overlap too (so it is the first one).
    func offset(ofWall wall: Int) -> Int {
        // No clock is further from UTC than RFC 8536 section 3.2 allows, so later changes cannot matter.
        let latest = wall + TransitionTable.farthestOffset.upperBound
        if let rule, transitions.last.map({ $0.time <= latest }) ?? true {
            for change in rule.transitions(around: wall).reversed()
            where change.time <= latest && change.time > transitions.last?.time ?? .min {
                if counts(change, for: wall, before: localType(at: change.time - 1)) { return change.type.offset }
            }
        }
        for index in transitions.indices.prefix(count(through: latest)).reversed() {
            let before = index > 0 ? transitions[index - 1].type : earliest
            if counts(transitions[index], for: wall, before: before) { return transitions[index].type.offset }
        }
        return transitions.isEmpty ? localType(at: wall).offset : earliest.offset
    }

    /// What an offset may be, in seconds (RFC 8536 section 3.2).
    static let farthestOffset = -89_999...93_599

    private func counts(_ change: Transition, for wall: Int, before: LocalType) -> Bool {
        wall >= change.time + max(before.offset, change.type.offset)
    }

    /// How many transitions there are at or before a time.
    private func count(through time: Int) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
