// SPDX-License-Identifier: Apache-2.0

extension TransitionTable {
    /// Reads a compiled zone file of version 2 or later (RFC 8536); nil where it is anything else.
    init?(tzif bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        // The first block repeats the second with 32-bit times, for readers of version 1.
        guard
            let old = reader.header(), reader.skip(old.length(timeSize: 4)),
            let header = reader.header(), header.types > 0,
            let times = reader.times(header.transitions),
            let places = reader.bytes(header.transitions),
            let types = reader.types(header.types),
            let names = reader.bytes(header.characters),
            reader.skip(header.leapSeconds * 12 + header.standardFlags + header.universalFlags),
            let footer = reader.footer()
        else { return nil }

        var locals: [LocalType] = []
        for type in types {
            guard TransitionTable.farthestOffset.contains(type.offset), type.name < names.count else { return nil }
            let name = names[type.name...].prefix { $0 != 0 }
            locals.append(LocalType(offset: type.offset, abbreviation: String(decoding: name, as: UTF8.self)))
        }
        var transitions: [Transition] = []
        for (time, place) in zip(times, places) {
            guard Int(place) < locals.count, transitions.last.map({ $0.time < time }) ?? true else { return nil }
            transitions.append(Transition(time: time, type: locals[Int(place)]))
        }
        var rule: RecurringRule?
        if !footer.isEmpty {
            guard let parsed = RecurringRule(posix: footer) else { return nil }
            rule = parsed
        }
        self.init(earliest: locals[0], transitions: transitions, rule: rule)
    }
}

/// The counts at the head of a block, RFC 8536 section 3.1.
private struct Header {
    let universalFlags: Int
    let standardFlags: Int
    let leapSeconds: Int
    let transitions: Int
    let types: Int
    let characters: Int

    /// Bytes of the block behind the header; the counts are 32 bits wide, so the sum fits.
    func length(timeSize: Int) -> Int {
        transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4)
            + standardFlags + universalFlags
    }
}

/// Reads big-endian numbers front to back, nil past the end.
private struct Reader {
    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func header() -> Header? {
        guard
            let magic = bytes(4), magic.elementsEqual("TZif".utf8),
            let version = bytes(1)?.first, version >= UInt8(ascii: "2"), skip(15),
            let universalFlags = number(size: 4), let standardFlags = number(size: 4),
            let leapSeconds = number(size: 4), let transitions = number(size: 4),
            let types = number(size: 4), let characters = number(size: 4)
        else { return nil }
        return Header(
            universalFlags: Int(universalFlags), standardFlags: Int(standardFlags), leapSeconds: Int(leapSeconds),
            transitions: Int(transitions), types: Int(types), characters: Int(characters))
    }

    mutating func times(_ count: Int) -> [Int]? {
        guard count <= (bytes.count - index) / 8 else { return nil }
        var times: [Int] = []
        for _ in 0..<count {
            guard let time = number(size: 8) else { return nil }
            // Far from the ends of Int64, so that offsets can be added; instants end long before.
            times.append(min(max(Int(Int64(bitPattern: time)), -1 << 59), 1 << 59))
        }
        return times
    }

    mutating func types(_ count: Int) -> [(offset: Int, name: Int)]? {
        guard count <= (bytes.count - index) / 6 else { return nil }
        var types: [(offset: Int, name: Int)] = []
        for _ in 0..<count {
            guard let offset = number(size: 4), skip(1), let name = number(size: 1) else { return nil }
            types.append((Int(Int32(truncatingIfNeeded: offset)), Int(name)))
        }
        return types
    }

    /// The text between the two line feeds behind the block.
    mutating func footer() -> ArraySlice<UInt8>? {
        guard number(size: 1) == 0x0A, let end = bytes[index...].firstIndex(of: 0x0A) else { return nil }
        return bytes[index..<end]
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard count <= bytes.count - index else { return nil }
        index += count
        return Array(bytes[index - count..<index])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= bytes.count - index else { return false }
        index += count
        return true
    }

    private mutating func number(size: Int) -> UInt64? {
        bytes(size)?.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
