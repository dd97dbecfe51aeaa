// SPDX-License-Identifier: Apache-2.0

extension RecurringRule {
    /// Reads a `TZ` string such as `EET-2EEST,M3.5.0/3,M10.5.0/4`; nil where it is none.
    init?(posix text: ArraySlice<UInt8>) {
        var scanner = Scanner(rest: text)
        guard let name = scanner.name(), let west = scanner.time(hours: 24) else { return nil }
        standard = TransitionTable.LocalType(offset: -west, abbreviation: name)
        guard !scanner.isAtEnd else {
            daylight = nil
            return
        }
        guard let name = scanner.name() else { return nil }
        var offset = standard.offset + 3_600
        if !scanner.take(",") {
            guard let west = scanner.time(hours: 24), scanner.take(",") else { return nil }
            offset = -west
        }
        guard
            let start = scanner.change(), scanner.take(","), let end = scanner.change(), scanner.isAtEnd
        else { return nil }
        daylight = Daylight(
            type: TransitionTable.LocalType(offset: offset, abbreviation: name), start: start, end: end)
    }
}

private struct Scanner {
    private var rest: ArraySlice<UInt8>

    init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Letters, or anything between angle brackets.
    mutating func name() -> String? {
        let name: ArraySlice<UInt8>
        if take("<") {
            name = rest.prefix { $0 != UInt8(ascii: ">") }
            rest = rest.dropFirst(name.count)
            guard take(">") else { return nil }
        } else {
            name = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
            rest = rest.dropFirst(name.count)
        }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours limit: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(0...limit) else { return nil }
        var seconds = hours * 3_600
        if take(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// `Mm.w.d`, `Jn` or `n`, and the time behind `/`, 02:00 where there is none.
    mutating func change() -> RecurringRule.Change? {
        let day: RecurringRule.Change.Day
        if take("M") {
            guard
                let month = number(1...12), take("."), let week = number(1...5), take("."),
                let weekday = number(0...6)
            else { return nil }
            day = .weekday(weekday, week: week, month: month)
        } else if take("J") {
            guard let number = number(1...365) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(0...365) else { return nil }
            day = .ordinal(number)
        }
        guard take("/") else { return RecurringRule.Change(day: day, time: 7_200) }
        guard let time = time(hours: 167) else { return nil }
        return RecurringRule.Change(day: day, time: time)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(value) ? value : nil
    }
}
