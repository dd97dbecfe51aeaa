// SPDX-License-Identifier: Apache-2.0

/// Rules for identifiers on the wire: opaque text of 1–128 characters of `[A-Za-z0-9._:@+-]`.
package enum Identifier {
    /// Whether a text can be an identifier at all; one that can't is unknown, not an error.
    package static func isWellFormed(_ text: String) -> Bool {
        let utf8 = text.utf8
        return (1...128).contains(utf8.count) && utf8.allSatisfy(isAllowed)
    }

    /// A fresh random identifier of our own: a lower-case UUID of version 4, a capability nobody can guess.
    package static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let high = (generator.next() & 0xffff_ffff_ffff_0fff) | 0x4000
        let low = (generator.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, shift) in stride(from: 124, through: 0, by: -4).enumerated() {
            if index == 8 || index == 12 || index == 16 || index == 20 {
                text.append(UInt8(ascii: "-"))
            }
            let word = shift >= 64 ? high >> UInt64(shift - 64) : low >> UInt64(shift)
            let digit = UInt8(word & 0xf)
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
