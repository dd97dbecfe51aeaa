// SPDX-License-Identifier: Apache-2.0

/// Makes text from outside harmless in an iCalendar line; works on Unicode scalars, since CR LF is one `Character`.
enum TextEscaping {
    /// TEXT (RFC 5545, section 3.3.11): backslash, semicolon, comma and line breaks escaped, tabs as spaces, other
    /// control characters dropped.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where afterReturn: break
            case "\\", ";", ",": result += ["\\", scalar]
            case "\t": result.append(" ")
            case _ where isLineBreak(scalar): result += ["\\", "n"]
            case _ where isControl(scalar): break
            default: result.append(scalar)
            }
            afterReturn = scalar == "\r"
        }
        return String(result)
    }

    /// A parameter's value to be put in double quotes: no double quote and no control character may be in it (section
    /// 3.1), and a caret would begin an escape (RFC 6868), so it is doubled.
    static func quotable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\"" && !isControl(scalar) {
            result.append(scalar)
            if scalar == "^" {
                result.append(scalar)
            }
        }
        return String(result)
    }

    static func withoutControls(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        result += text.unicodeScalars.lazy.filter { !isControl($0) }
        return String(result)
    }

    /// Everything that some reader takes for the end of a line.
    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        (0x0a...0x0d).contains(scalar.value) || scalar.value == 0x85 || scalar.value == 0x2028
            || scalar.value == 0x2029
    }

    /// C0, DEL, C1 and the two separators that some readers take for line ends.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0x2028
            || scalar.value == 0x2029
    }
}
