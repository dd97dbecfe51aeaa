// SPDX-License-Identifier: Apache-2.0

/// Text without anything that could end a line or hide in one; each control character becomes a space.
package enum SingleLine {
    package static func of(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let value = scalar.value
            let isControl = value < 0x20 || (0x7f...0x9f).contains(value) || value == 0x2028 || value == 0x2029
            line.append(isControl ? " " : scalar)
        }
        return String(line)
    }
}
