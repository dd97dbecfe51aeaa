// SPDX-License-Identifier: Apache-2.0
package import Time

extension Instant {
    /// The instant as a UTC DATE-TIME of RFC 5545 (section 3.3.5), `20220131T190000Z`: whole seconds, cut.
    package var iCalendar: String {
        // RFC 3339 in UTC has the same digits in the same order: 2022-01-31T19:00:00.0Z.
        String(rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }
}
