// SPDX-License-Identifier: Apache-2.0

/// Small changes to texts and files: what clients get wrong, and what nobody would write.
struct Mutation {
    var generator: SeededGenerator
    /// What is likely to mean something to the parser.
    let alphabet: [UInt8]

    init(seed: UInt64, alphabet: String) {
        generator = SeededGenerator(seed: seed)
        self.alphabet = Array(alphabet.utf8)
    }

    /// The bytes with one to four changes.
    mutating func changed(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<below(4) + 1 {
            let place = below(bytes.count + 1)
            switch below(8) {
            case 0, 1: bytes.insert(letter(), at: place)
            case 2, 3: if place < bytes.count { bytes[place] = letter() }
            case 4: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
            case 5: if place < bytes.count { bytes.remove(at: place) }
            case 6: bytes.removeSubrange(place..<min(place + below(8), bytes.count))
            default: bytes.insert(contentsOf: bytes[place..<min(place + below(16), bytes.count)], at: place)
            }
        }
        return bytes
    }

    /// The text with one to four changes; what is no UTF-8 afterwards is replaced as a decoder does it.
    mutating func changed(_ original: String) -> String {
        String(decoding: changed(Array(original.utf8)), as: UTF8.self)
    }

    /// A number from 0 on.
    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: generator.next() % UInt64(max(limit, 1)))
    }

    /// One of a few.
    mutating func any<Value>(_ values: [Value]) -> Value {
        values[below(values.count)]
    }

    private mutating func letter() -> UInt8 {
        any(alphabet)
    }
}
