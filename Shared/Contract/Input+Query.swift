// SPDX-License-Identifier: Apache-2.0
import JSON

/// Query parameters: they always come as text.
extension Input {
    /// A whole number within bounds, written in digits.
    package mutating func integerText(_ name: String, in bounds: ClosedRange<Int>) -> Int? {
        read(name) { value throws(InputFault) in
            guard let text = value.text, let number = Int(text), String(number) == text, bounds.contains(number) else {
                throw InputFault("must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
            }
            return number
        }
    }

    /// Values separated by commas, at most 100 of them.
    package mutating func commaSeparated<Value>(_ name: String, _ parse: (String) -> Value?) -> [Value]? {
        read(name) { value throws(InputFault) in
            let parts = value.text?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
            let values = parts.compactMap(parse)
            guard values.count == parts.count, (1...100).contains(parts.count) else {
                throw InputFault("must be 1 to 100 valid values separated by commas")
            }
            return values
        }
    }
}
