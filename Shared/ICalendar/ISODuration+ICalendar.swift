// SPDX-License-Identifier: Apache-2.0
import Time

extension ISODuration {
    /// The duration before the start as a TRIGGER (RFC 5545, section 3.8.6.3): `-P1D`, `-PT1H30M`, `PT0S`.
    ///
    /// Its grammar (section 3.3.6) has no seconds right after hours, so a zero of minutes stands between them.
    var iCalendarTrigger: String {
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (hours, minutes, seconds) = (rest / 3600, rest % 3600 / 60, rest % 60)
        var time = hours > 0 ? "\(hours)H" : ""
        if minutes > 0 || (hours > 0 && seconds > 0) {
            time += "\(minutes)M"
        }
        if seconds > 0 {
            time += "\(seconds)S"
        }
        switch (days > 0, time.isEmpty) {
        case (false, true): return "PT0S"
        case (false, false): return "-PT\(time)"
        case (true, true): return "-P\(days)D"
        case (true, false): return "-P\(days)DT\(time)"
        }
    }
}
