// SPDX-License-Identifier: Apache-2.0
import Time

extension PageLanguage {
    static let german = PageLanguage(
        tag: "de", appointment: "Videotermin", notOpenYet: "Der Raum ist noch nicht geöffnet.", start: "Beginn",
        timeZone: "Zeitzone",
        remaining: { days, hours, minutes in
            let parts = parts([(days, "Tag", "Tagen"), (hours, "Stunde", "Stunden"), (minutes, "Minute", "Minuten")])
            return "Er öffnet in \(parts)."
        },
        opensByItself: "Lassen Sie diese Seite offen: Sie führt in den Raum, sobald der Termin beginnt.",
        lookAgain: "Jetzt noch einmal nachsehen",
        moment: { time in
            let day = "\(DateWords.german.weekday(time.date)), \(DateWords.german.longDate(time.date))"
            return "\(day), \(ClockText.time24(time)) Uhr"
        },
        gone: Message(
            heading: "Dieser Link gilt nicht mehr",
            text: "Der Termin wurde abgesagt oder ist beendet, oder der Link ist abgelaufen. "
                + "Bitte fragen Sie dort nach, wo Sie eingeladen wurden."),
        unknown: Message(
            heading: "Diesen Link gibt es nicht",
            text: "Bitte prüfen Sie, ob die Adresse vollständig ist, so wie Sie sie erhalten haben."),
        busy: Message(
            heading: "Zu viele falsche Links", text: "Bitte warten Sie zehn Minuten und öffnen Sie Ihren Link erneut."))
}
