// SPDX-License-Identifier: Apache-2.0
import Time

extension PageLanguage {
    static let english = PageLanguage(
        tag: "en", appointment: "Video appointment", notOpenYet: "The room is not open yet.", start: "Start",
        timeZone: "Time zone",
        remaining: { days, hours, minutes in
            let parts = parts([(days, "day", "days"), (hours, "hour", "hours"), (minutes, "minute", "minutes")])
            return "It opens in \(parts)."
        },
        opensByItself: "Keep this page open: it leads to the room when the appointment begins.",
        lookAgain: "Look again now",
        moment: { time in
            let day = "\(DateWords.english.weekday(time.date)), \(DateWords.english.longDate(time.date))"
            return "\(day), \(ClockText.time24(time))"
        },
        gone: Message(
            heading: "This link no longer works",
            text: "The appointment was cancelled or has ended, or the link has expired. "
                + "Please ask whoever invited you."),
        unknown: Message(
            heading: "There is no such link", text: "Please check that the address is complete, as you received it."),
        busy: Message(
            heading: "Too many wrong links", text: "Please wait ten minutes, then open your link again."))
}
