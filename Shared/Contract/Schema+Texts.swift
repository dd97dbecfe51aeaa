// SPDX-License-Identifier: Apache-2.0
import Time

/// Texts as clients may write them. The patterns are those of ECMA 262, as JSON Schema wants them.
extension Schema {
    /// Text without control characters; with line ends and tabs where it may have several lines.
    static func text(_ lengths: ClosedRange<Int>, multiline: Bool) -> Schema {
        let controls = multiline ? "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f" : "\\u0000-\\u001f"
        return string(pattern: "^[^\(controls)\\u007f-\\u009f\\u2028\\u2029]*$", lengths: lengths)
    }

    static let identifierText = string(pattern: "^[A-Za-z0-9._:@+-]{1,128}$")
        .described("1 to 128 letters, digits and `. _ : @ + -`.")

    /// An ISO 8601 duration; designators in either case, no years, months, fractions or signs.
    package static let durationText = string(
        pattern: "^[Pp](\(dateParts)(\(timeParts))?|\(timeParts))$", lengths: 0...64
    ).described(example: "PT30M")

    /// The same within bounds, which a pattern can't say.
    static func durationText(within bounds: ClosedRange<ISODuration>) -> Schema {
        durationText.described(
            "ISO 8601, from \(bounds.lowerBound.iso8601) to \(bounds.upperBound.iso8601).")
    }

    /// The same or a lone number of minutes.
    static let periodText = string(
        pattern: "^[Pp](\(dateParts)(\(timeParts))?|\(timeParts)|[0-9]+[Mm])$", lengths: 0...64
    ).described("ISO 8601, from PT0S to P365D; a lone `P5M` means five minutes.", example: "P1D")

    static let languageTag = string(pattern: "^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,7}$")
        .described(example: "en-GB")

    static let email = string(
        format: "email", pattern: "^\(atom)(\\.\(atom))*@\(label)(\\.\(label))*$", lengths: 0...254
    ).described(example: "user@provider.net")

    static let phone = string(pattern: "^[ ().-]*\\+?[ ().-]*([0-9][ ().-]*){5,15}$")
        .described(example: "+49 30 123456")

    private static let dateParts = "([0-9]+[Ww]([0-9]+[Dd])?|[0-9]+[Dd])"
    private static let timeParts =
        "[Tt]([0-9]+[Hh]([0-9]+[Mm])?([0-9]+[Ss])?|[0-9]+[Mm]([0-9]+[Ss])?|[0-9]+[Ss])"
    private static let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    private static let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
}
