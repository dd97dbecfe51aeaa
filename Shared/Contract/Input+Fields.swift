// SPDX-License-Identifier: Apache-2.0
import JSON
package import Time

/// The kinds of field the API knows, each with the rule of the contract that bounds it and the form that shows it.
///
/// Each takes a word `about` the field, where its name doesn't say what it means.
extension Input {
    /// Text of so many characters (Unicode scalars, as JSON Schema counts them), without control characters.
    package mutating func text(
        _ name: String, atLeast least: Int = 0, atMost limit: Int, multiline: Bool = false, about: String? = nil
    ) -> String? {
        read(name, as: .text(least...limit, multiline: multiline), about: about) { value throws(InputFault) in
            guard case .string(let text) = value else { throw InputFault("must be a string") }
            let count = text.unicodeScalars.count
            guard count <= limit else { throw InputFault("must have at most \(limit) characters") }
            guard count >= least else { throw InputFault("must have at least \(least) characters") }
            let allowed: (Unicode.Scalar) -> Bool = { multiline && ($0 == "\n" || $0 == "\r" || $0 == "\t") }
            guard text.unicodeScalars.allSatisfy({ !$0.isControl || allowed($0) }) else {
                throw InputFault("must not contain control characters")
            }
            return text
        }
    }

    /// An opaque identifier; a foreign one is never parsed.
    package mutating func identifier(_ name: String, about: String? = nil) -> String? {
        read(name, as: .identifierText, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, Identifier.isWellFormed(text) else {
                throw InputFault("must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -")
            }
            return text
        }
    }

    package mutating func requiredIdentifier(_ name: String, about: String? = nil) -> String {
        let value = identifier(name, about: about)
        return required(name, value, placeholder: "")
    }

    /// An RFC 3339 instant with an offset.
    package mutating func instant(_ name: String, about: String? = nil) -> Instant? {
        read(name, as: .instant, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, let instant = try? Instant(rfc3339: text) else {
                throw InputFault("must be an RFC 3339 date and time with an offset, such as 2022-01-31T19:00:00.0Z")
            }
            return instant
        }
    }

    /// An ISO 8601 duration within bounds.
    package mutating func duration(
        _ name: String, in bounds: ClosedRange<ISODuration>, about: String? = nil
    ) -> ISODuration? {
        read(name, as: .durationText(within: bounds), about: about) { value throws(InputFault) in
            guard case .string(let text) = value, let duration = try? ISODuration(iso8601: text) else {
                throw InputFault("must be an ISO 8601 duration such as PT30M")
            }
            guard bounds.contains(duration) else {
                throw InputFault("must be between \(bounds.lowerBound.iso8601) and \(bounds.upperBound.iso8601)")
            }
            return duration
        }
    }

    /// A period of a notification: PT0S to P365D, where a lone `P5M` means five minutes.
    package mutating func period(_ name: String, about: String? = nil) -> ISODuration? {
        read(name, as: .periodText, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, let period = try? ISODuration.period(text) else {
                throw InputFault("must be an ISO 8601 duration from PT0S to P365D")
            }
            return period
        }
    }

    /// The exact name of an installed IANA time zone.
    package mutating func zone(_ name: String, about: String? = nil) -> Zone? {
        read(name, as: .zone, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, let zone = try? Zone(identifier: text) else {
                throw InputFault("must be the exact name of an IANA time zone, such as Europe/Berlin")
            }
            return zone
        }
    }

    /// A language tag as clients write it: `en_US` and `en-GB` both; kept as given.
    package mutating func locale(_ name: String, about: String? = nil) -> String? {
        read(name, as: .languageTag, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, LanguageTag.isWellFormed(text) else {
                throw InputFault("must be a language tag such as en-GB")
            }
            return text
        }
    }

    /// A number without fraction, within bounds.
    package mutating func wholeNumber(_ name: String, in bounds: ClosedRange<Int>, about: String? = nil) -> Int? {
        read(name, as: .integer(bounds), about: about) { value throws(InputFault) in
            guard let number = value.integer.flatMap(Int.init(exactly:)), bounds.contains(number) else {
                throw InputFault("must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
            }
            return number
        }
    }

    /// One of a few known words.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type, about: String? = nil
    ) -> Choice? where Choice.RawValue == String {
        read(name, as: .choice(type.allCases.map(\.rawValue)), about: about) { value throws(InputFault) in
            guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
                throw InputFault("must be one of \(type.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return choice
        }
    }

    package mutating func boolean(_ name: String, about: String? = nil) -> Bool? {
        read(name, as: .boolean, about: about) { value throws(InputFault) in
            guard case .boolean(let flag) = value else { throw InputFault("must be true or false") }
            return flag
        }
    }

    /// Any JSON object, re-encoded and bounded in bytes.
    package mutating func object(_ name: String, atMost limit: Int, about: String? = nil) -> [UInt8]? {
        read(name, as: .anyObject.described("At most \(limit / 1024) KiB of JSON."), about: about) {
            value throws(InputFault) in
            guard case .object = value else { throw InputFault("must be an object") }
            var json = JSONWriter()
            value.write(to: &json)
            guard json.bytes.count <= limit else { throw InputFault("must have at most \(limit) bytes") }
            return json.bytes
        }
    }
}

extension Unicode.Scalar {
    /// C0, DEL, C1, and the two separators that some readers take for line ends.
    var isControl: Bool {
        value < 0x20 || (0x7f...0x9f).contains(value) || value == 0x2028 || value == 0x2029
    }
}
