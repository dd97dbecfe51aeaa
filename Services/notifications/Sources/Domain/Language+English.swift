// SPDX-License-Identifier: Apache-2.0

extension Language {
    package static let english = Language(
        tag: "en",
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        longDate: { day, month, year in "\(day) \(month) \(year)" },
        hours: { count in count == 1 ? "1 hour" : "\(count) hours" },
        minutes: { count in count == 1 ? "1 minute" : "\(count) minutes" },
        seconds: { count in count == 1 ? "1 second" : "\(count) seconds" })
}
