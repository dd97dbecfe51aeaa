// SPDX-License-Identifier: Apache-2.0
package import Configuration

/// Values that are refused where they can't be used. The reader's own methods give the default then, so that a mistyped
/// limit would not be noticed.
extension ConfigReader {
    /// A text, nil where there is none or an empty one.
    package func text(_ key: ConfigKey, isSecret: Bool = false) -> String? {
        let text = string(forKey: key, isSecret: isSecret)
        return text == "" ? nil : text
    }

    /// A whole number; the usual one where there is none.
    package func number(
        _ key: ConfigKey, in bounds: ClosedRange<Int>, default usual: Int
    ) throws(ConfigurationFault) -> Int {
        guard let text = text(key) else { return usual }
        guard let number = Int(text), bounds.contains(number) else {
            throw ConfigurationFault(
                key: key.description, expected: "a number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// A number between 0 and 1; the usual one where there is none.
    package func share(_ key: ConfigKey, default usual: Double) throws(ConfigurationFault) -> Double {
        guard let text = text(key) else { return usual }
        guard let share = Double(text), (0...1).contains(share) else {
            throw ConfigurationFault(key: key.description, expected: "a number from 0 to 1")
        }
        return share
    }
}
