// SPDX-License-Identifier: Apache-2.0

/// Times of day and offsets as people read them, the same in every language that we write.
package enum ClockText {
    /// Such as `08:05`.
    package static func time24(_ time: WallTime) -> String {
        "\(padded(time.hour)):\(padded(time.minute))"
    }

    /// Such as `8:05 AM`.
    package static func time12(_ time: WallTime) -> String {
        let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
        return "\(hour):\(padded(time.minute)) \(time.hour < 12 ? "AM" : "PM")"
    }

    /// Such as `UTC+05:45`; seconds only where a zone has some.
    ///
    /// - Parameter seconds: east of UTC.
    package static func offset(_ seconds: Int) -> String {
        let length = Int(min(seconds.magnitude, 86_400))
        let parts = [length / 3_600, length / 60 % 60] + (length % 60 == 0 ? [] : [length % 60])
        return "UTC" + (seconds < 0 ? "-" : "+") + parts.map(padded).joined(separator: ":")
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
