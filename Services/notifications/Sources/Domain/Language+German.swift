// SPDX-License-Identifier: Apache-2.0
import Time

extension Language {
    package static let german = Language(
        dates: .german,
        hours: { count in count == 1 ? "1 Stunde" : "\(count) Stunden" },
        minutes: { count in count == 1 ? "1 Minute" : "\(count) Minuten" },
        seconds: { count in count == 1 ? "1 Sekunde" : "\(count) Sekunden" })
}
