// SPDX-License-Identifier: Apache-2.0

/// What a zone does every year: the `TZ` string of POSIX in the footer of a zone file.
struct RecurringRule: Sendable, Equatable {
    /// A day of each year, and the time on the clock then showing, in seconds, at which clocks are changed.
    struct Change: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// 1…365, February 29 never counted.
            case julian(Int)
            /// 0…365, February 29 counted.
            case ordinal(Int)
            /// The first to fourth or the last (5) such weekday (0 is Sunday) of a month.
            case weekday(Int, week: Int, month: Int)
        }

        let day: Day
        /// May lie on another day: −167…167 hours (RFC 8536 section 3.3.1).
        let time: Int
    }

    /// Summer time, or what a zone has instead.
    struct Daylight: Sendable, Equatable {
        let type: TransitionTable.LocalType
        /// On the standard clock.
        let start: Change
        /// On the daylight clock.
        let end: Change
    }

    let standard: TransitionTable.LocalType
    let daylight: Daylight?

    /// What holds at a number of seconds since 1970-01-01T00:00:00Z.
    func localType(at time: Int) -> TransitionTable.LocalType {
        guard daylight != nil else { return standard }
        return transitions(around: time + standard.offset).last { $0.time <= time }?.type ?? standard
    }

    /// The changes of the year a wall time lies in and of the years beside it, in their order.
    func transitions(around wall: Int) -> [TransitionTable.Transition] {
        guard let daylight else { return [] }
        let days = wall >= 0 ? wall / 86_400 : (wall - 86_399) / 86_400
        let year = CivilDate(daysSinceEpoch: days).year
        var transitions: [TransitionTable.Transition] = []
        for year in year - 1...year + 1 {
            transitions.append(
                TransitionTable.Transition(
                    time: daylight.end.wallTime(in: year) - daylight.type.offset, type: standard))
            transitions.append(
                TransitionTable.Transition(
                    time: daylight.start.wallTime(in: year) - standard.offset, type: daylight.type))
        }
        // The sort is stable: where one daylight time ends as the next begins, it goes on (RFC 8536 section 3.3.1).
        return transitions.sorted { $0.time < $1.time }
    }
}

extension RecurringRule.Change {
    /// When it is in a year, in seconds since 1970-01-01T00:00:00 on the wall.
    func wallTime(in year: Int) -> Int {
        dayNumber(in: year) * 86_400 + time
    }

    private func dayNumber(in year: Int) -> Int {
        switch day {
        case .julian(let number):
            let leapDay = CivilDate.isLeap(year) && number >= 60 ? 1 : 0
            return CivilDate.daysSinceEpoch(year: year, month: 1, day: number + leapDay)
        case .ordinal(let number):
            return CivilDate.daysSinceEpoch(year: year, month: 1, day: number + 1)
        case .weekday(let weekday, let week, let month):
            let first = CivilDate.daysSinceEpoch(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday, 4 from Sunday.
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            let day = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            return first + (day > CivilDate.length(ofMonth: month, in: year) ? day - 8 : day - 1)
        }
    }
}
