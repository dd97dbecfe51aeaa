// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Opens a room link: a page to wait on until the appointment begins, the way to the room from then on.
///
/// Changes nothing, however often and by whomever the link is looked at.
package struct OpenTicket: PublicOperation {
    package static let name = "ticket.open"
    package static let summary = "Opens a room link: a waiting page before the start, then a redirect to the room."
    package static let kind = OperationKind.query
    package static let route = Route(.get, "/q/{code}")
    package static let access = Access.anyone
    package static let reply = ReplyForm.page
    package static let failures: [ProblemType] = [.notFound, .linkGone, .tooManyRequests]

    /// As somebody may have typed it.
    package let code: String

    package init(reading input: inout Input) {
        code = input.rawText("code", about: "Code of the link; upper case is read as lower case.") ?? ""
    }
}
