// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// A member of an object, or a parameter.
    package struct Field: Sendable, Hashable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool

        /// A member that is always there.
        package static func always(_ name: String, _ schema: Schema) -> Field {
            Field(name: name, schema: schema, isRequired: true)
        }

        /// A member that may be missing.
        package static func maybe(_ name: String, _ schema: Schema) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }
}

/// Values that many schemas have, each in the form in which this suite writes them.
extension Schema {
    /// An opaque identifier.
    package static let identifier = string(lengths: 1...128)
    /// RFC 3339 in UTC.
    package static let instant = string(format: "date-time").described(example: "2030-01-31T19:00:00.0Z")
    /// ISO 8601.
    package static let duration = string(format: "duration").described(example: "PT5M")
    /// IANA name of a time zone.
    package static let zone = string().described(example: "Europe/Berlin")
}
