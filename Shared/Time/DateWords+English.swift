// SPDX-License-Identifier: Apache-2.0

extension DateWords {
    package static let english = DateWords(
        tag: "en",
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        longDate: { day, month, year in "\(day) \(month) \(year)" })
}
