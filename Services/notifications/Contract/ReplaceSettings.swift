// SPDX-License-Identifier: Apache-2.0
package import Contract
import SchedulingContract
import Time

/// Replaces the settings of one application wholly: what is missing is as if it had never been set.
package struct ReplaceSettings: PublicOperation {
    package static let name = "settings.replace"
    package static let summary = "Replaces the settings of an application; what is missing gets its default."
    package static let kind = OperationKind.command
    package static let route = Route(.put, "/api/notifications/settings/{applicationId}", body: .object)
    package static let access = Access.roles([.admin])
    package static let reply = ReplyForm.settings
    package static let failures: [ProblemType] = [
        .invalidRequest, .notFound, .stale, .requestInProgress, .keyReused,
    ]

    package let applicationId: String
    package let settings: ApplicationSettings

    private enum Policy: String, CaseIterable {
        case refuse = "REFUSE"
        case allow = "ALLOW"
    }

    package init(reading input: inout Input) {
        applicationId = input.required(
            "applicationId", input.rawText("applicationId", about: "The application."), placeholder: "")
        let defaults = ApplicationSettings.defaults
        let policy = input.choice(
            "overlapPolicy", of: Policy.self, about: "Whether an agent may have two appointments at once.")
        let bounds = ISODuration(seconds: 0)...ISODuration(seconds: 3_650 * 86_400)
        settings = ApplicationSettings(
            active: input.boolean("active", about: "The global switch: nothing is sent while it is off.")
                ?? defaults.active,
            autoActivate: input.boolean("autoActivate", about: "Whether the room link exists from scheduling on.")
                ?? defaults.autoActivate,
            overlapPolicy: policy.map { OverlapPolicy(rawValue: $0.rawValue) } ?? defaults.overlapPolicy,
            ticketBaseUrl: input.baseURL("ticketBaseUrl", about: "Where room links begin."),
            retention: input.duration(
                "retention", in: bounds, about: "How long after the end customers' details are kept.")?.iso8601
                ?? defaults.retention,
            locale: input.locale("locale", about: "The language where nobody names one.") ?? defaults.locale,
            notifications: Self.templates(&input))
    }

    /// No two of the same type, channel, period and language.
    private static func templates(_ input: inout Input) -> [StoredTemplate]? {
        let templates = input.list(
            "notifications", counts: 0...200, as: "StoredTemplate",
            about: "What is sent when; the built-in ones when missing, nothing when empty.",
            StoredTemplate.init(reading:))
        var known: Set<String> = []
        for (index, template) in (templates ?? []).enumerated()
        where !known.insert("\(template.item) \(template.language ?? "")").inserted {
            input.refuse("notifications", "entry \(index) repeats type, channel, period and locale of another one")
        }
        return templates
    }
}
