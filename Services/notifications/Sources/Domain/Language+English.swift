// SPDX-License-Identifier: Apache-2.0
import Time

extension Language {
    package static let english = Language(
        dates: .english,
        hours: { count in count == 1 ? "1 hour" : "\(count) hours" },
        minutes: { count in count == 1 ? "1 minute" : "\(count) minutes" },
        seconds: { count in count == 1 ? "1 second" : "\(count) seconds" })
}
