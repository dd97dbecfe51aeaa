// SPDX-License-Identifier: Apache-2.0
import JSON

/// Query parameters: they always come as text.
extension Input {
    /// A whole number within bounds, written in digits.
    package mutating func integerText(_ name: String, in bounds: ClosedRange<Int>, about: String? = nil) -> Int? {
        read(name, as: .integer(bounds), about: about) { value throws(InputFault) in
            guard let text = value.text, let number = Int(text), String(number) == text, bounds.contains(number) else {
                throw InputFault("must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
            }
            return number
        }
    }

    /// Values separated by commas, so many of them.
    ///
    /// - Parameter schema: the form of one.
    package mutating func commaSeparated<Value>(
        _ name: String, of schema: @autoclosure () -> Schema, counts: ClosedRange<Int> = 1...100, about: String? = nil,
        _ parse: (String) -> Value?
    ) -> [Value]? {
        read(name, as: .array(of: schema(), counts: counts), about: about) { value throws(InputFault) in
            let parts = value.text?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
            let values = parts.compactMap(parse)
            guard values.count == parts.count, counts.contains(parts.count) else {
                let count = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
                throw InputFault("must be \(count) valid values separated by commas")
            }
            return values
        }
    }
}
