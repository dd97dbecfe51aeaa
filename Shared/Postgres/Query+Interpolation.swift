// SPDX-License-Identifier: Apache-2.0

package import Time

extension Query {
    /// Collects the text and the values of an interpolated ``Query``.
    package struct Interpolation: StringInterpolationProtocol {
        var sql = ""
        var binds: [Bind] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + 4 * interpolationCount)
            binds.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            sql += literal.description
        }

        /// A value of type text.
        package mutating func appendInterpolation(_ value: String?) {
            append(.text(value))
        }

        /// A value of type int8.
        package mutating func appendInterpolation(_ value: Int?) {
            append(.int8(value.map { Int64($0) }))
        }

        /// A value of type int8.
        package mutating func appendInterpolation(_ value: Int64?) {
            append(.int8(value))
        }

        /// A value of type bool.
        package mutating func appendInterpolation(_ value: Bool?) {
            append(.bool(value))
        }

        /// A value of type bytea.
        package mutating func appendInterpolation(_ value: [UInt8]?) {
            append(.bytea(value))
        }

        /// A value of type timestamptz.
        package mutating func appendInterpolation(_ value: Instant?) {
            append(.timestamptz(value?.microseconds))
        }

        /// A value of type text[].
        package mutating func appendInterpolation(_ value: [String]?) {
            append(.textArray(value))
        }

        /// A value of type text[] some of whose elements may be NULL.
        package mutating func appendInterpolation(nullable value: [String?]) {
            append(.textArray(nullable: value))
        }

        /// A value of type int8[].
        package mutating func appendInterpolation(_ value: [Int64]?) {
            append(.int8Array(value))
        }

        /// A value of type jsonb, given as its text in UTF-8.
        package mutating func appendInterpolation(json value: [UInt8]?) {
            append(.jsonb(value))
        }

        /// Text that becomes part of the statement, such as `asc` or `desc`; only literals of the program can.
        package mutating func appendInterpolation(unsafeSQL text: StaticString) {
            sql += text.description
        }

        /// Another query as part of this one; its values keep their places after ours.
        package mutating func appendInterpolation(fragment: Query) {
            let offset = binds.count
            let parts = fragment.sql.split(separator: "$", omittingEmptySubsequences: false)
            sql += parts.first ?? ""
            for part in parts.dropFirst() {
                let digits = part.prefix(while: \.isNumber)
                sql += "$" + (Int(digits).map { String($0 + offset) } ?? String(digits)) + part.dropFirst(digits.count)
            }
            binds += fragment.binds
        }

        private mutating func append(_ bind: Bind) {
            binds.append(bind)
            sql += "$\(binds.count)"
        }
    }
}
