// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The settings of one application; of one that never set any, the defaults.
package struct FindSettings: PublicOperation {
    package static let name = "settings.find"
    package static let summary = "Reads the settings of an application, the defaults where it never set any."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/api/notifications/settings/{applicationId}")
    package static let access = Access.roles([.admin])
    package static let reply = ReplyForm.settings
    package static let failures: [ProblemType] = [.notFound]

    package let applicationId: String

    package init(reading input: inout Input) {
        applicationId = input.rawText("applicationId", about: "The application.") ?? ""
    }
}
