// SPDX-License-Identifier: Apache-2.0

extension Language {
    package static let german = Language(
        tag: "de",
        weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ],
        longDate: { day, month, year in "\(day). \(month) \(year)" },
        hours: { count in count == 1 ? "1 Stunde" : "\(count) Stunden" },
        minutes: { count in count == 1 ? "1 Minute" : "\(count) Minuten" },
        seconds: { count in count == 1 ? "1 Sekunde" : "\(count) Sekunden" })
}
