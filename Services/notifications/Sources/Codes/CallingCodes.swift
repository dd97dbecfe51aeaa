// SPDX-License-Identifier: Apache-2.0

/// The phone numbers that one-time codes are sent to. Anybody may ask for a code, and for some numbers whoever sends pays
/// whoever asks.
package struct CallingCodes: Sendable {
    /// The beginnings of numbers, and whether codes are sent to those.
    private let prefixes: [String: Bool]

    /// Reads `SMS_COUNTRIES`: beginnings of numbers such as `+49` and `+4915`, separated by commas; a `-` before one
    /// leaves its numbers out. Blank for all numbers.
    ///
    /// - Returns: nil when an entry is neither, two contradict each other, or numbers are left out of none.
    package init?(_ text: String) {
        let text = text.filter { $0 != " " }
        var prefixes: [String: Bool] = [:]
        // An empty entry is no beginning: a list of commas must not stand for all numbers.
        for entry in text.split(separator: ",", omittingEmptySubsequences: text.isEmpty) {
            let isAllowed = !entry.hasPrefix("-")
            let prefix = String(isAllowed ? entry : entry.dropFirst())
            guard Self.isBeginning(prefix), prefixes[prefix, default: isAllowed] == isAllowed else { return nil }
            prefixes[prefix] = isAllowed
        }
        guard prefixes.isEmpty || prefixes.values.contains(true) else { return nil }
        self.prefixes = prefixes
    }

    /// Whether codes are sent to that number; the longest beginning decides.
    ///
    /// - Parameter number: as ``CodeAddress`` has it. Without a `+` its country is not known, so no entry is its.
    package func contains(_ number: String) -> Bool {
        let longest = prefixes.filter { number.hasPrefix($0.key) }.max { $0.key.utf8.count < $1.key.utf8.count }
        return longest?.value ?? prefixes.isEmpty
    }

    private static func isBeginning(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "+") && (1...15).contains(digits.count)
            && digits.first != UInt8(ascii: "0") && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
