// SPDX-License-Identifier: Apache-2.0

/// Language tags (BCP 47) as clients write them, with hyphens or underscores.
package enum LanguageTag {
    /// A language of 2–8 letters and up to seven subtags of 1–8 letters or digits.
    package static func isWellFormed(_ text: String) -> Bool {
        let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .flatMap { $0.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false) }
        guard let language = subtags.first, (2...8).contains(language.count), language.allSatisfy(isLetter),
            subtags.count <= 8
        else { return false }
        return subtags.dropFirst().allSatisfy { subtag in
            (1...8).contains(subtag.count) && subtag.allSatisfy { isLetter($0) || isDigit($0) }
        }
    }

    /// The tags to try in order, each with what it falls back to; lower case, with hyphens.
    package static func fallbacks(_ candidates: [String]) -> [String] {
        var tags: [String] = []
        for candidate in candidates {
            var subtags = candidate.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" })
            while !subtags.isEmpty {
                let text = subtags.joined(separator: "-")
                if !tags.contains(text) {
                    tags.append(text)
                }
                subtags.removeLast()
            }
        }
        return tags
    }

    /// The value in the best language there is: the candidates and what each falls back to, the first ones first.
    ///
    /// - Parameters:
    ///   - tag: the lower-case tag of a value.
    ///   - candidates: as clients write them.
    /// - Returns: nil where none fits.
    package static func best<Value>(
        of values: [Value], tagged tag: (Value) -> String, for candidates: [String]
    ) -> Value? {
        // Mostly the first wish is there as it is written.
        if let first = candidates.first, let value = values.first(where: { tag($0) == first }) {
            return value
        }
        for candidate in fallbacks(candidates) {
            if let value = values.first(where: { tag($0) == candidate }) {
                return value
            }
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
