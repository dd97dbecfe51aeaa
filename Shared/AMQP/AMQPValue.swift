// SPDX-License-Identifier: Apache-2.0

/// A value in a message's headers.
///
/// Field types without a counterpart here (decimals, floating point, text that is not UTF-8, integers beyond 64 signed
/// bits, nesting deeper than 16) are read as `null`. Timestamps are read as integers, in seconds since 1970.
package enum AMQPValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case table([String: AMQPValue])
    case array([AMQPValue])
    case null
}
