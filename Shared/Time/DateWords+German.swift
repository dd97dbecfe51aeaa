// SPDX-License-Identifier: Apache-2.0

extension DateWords {
    package static let german = DateWords(
        tag: "de",
        weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ],
        longDate: { day, month, year in "\(day). \(month) \(year)" })
}
