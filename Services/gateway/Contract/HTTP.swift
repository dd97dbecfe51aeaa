// SPDX-License-Identifier: Apache-2.0

/// Limits of the HTTP edge that clients may rely on.
package enum HTTP {
    /// A request body may have at most so many bytes; more is 413.
    package static let maximumBodyBytes = 262_144
}
