// SPDX-License-Identifier: Apache-2.0

/// A kind of problem the API can answer with: its slug, its status and what a reader should know of it.
///
/// The slug is the last part of `type` in a problem document (RFC 9457) and of the page `/problems/<slug>`.
package struct ProblemType: Sendable, Hashable {
    package let slug: String
    package let kind: FailureKind
    package let title: String
    /// What happened and what the client can do, in a sentence or a few: on the problem's page, and in documents whose
    /// refusal has no words of its own.
    package let explanation: String

    package init(_ slug: String, _ kind: FailureKind, _ title: String, _ explanation: String) {
        self.slug = slug
        self.kind = kind
        self.title = title
        self.explanation = explanation
    }
}

extension ProblemType {
    package static let malformedBody = ProblemType(
        "malformed-body", .invalid, "The body is not acceptable JSON",
        "The body is missing, is not one JSON object in UTF-8, repeats a member, holds a NUL character or is nested "
            + "too deeply. Nothing was changed.")
    package static let invalidRequest = ProblemType(
        "invalid-request", .invalid, "The request is not valid",
        "Members of the request have values that are not accepted; `errors` lists each with its JSON pointer. "
            + "Nothing was changed.")
    package static let appointmentEnded = ProblemType(
        "appointment-ended", .invalid, "The appointment has ended",
        "An appointment that has ended can no longer be moved, activated, reassigned or given other participants.")
    package static let participantRequired = ProblemType(
        "participant-required", .invalid, "The participant can't be removed",
        "An appointment keeps its assigned agent and at least one customer. Hand it to another agent with "
            + "`PUT /api/appointments/reassign/`, or cancel it. Nothing was changed.")
    package static let unauthorized = ProblemType(
        "unauthorized", .unauthenticated, "No valid credentials",
        "The route needs a valid token in `Authorization: Bearer <jwt>`; or, where it is for customers without one, a "
            + "verification and the code that was sent, as `Basic` credentials. A code that is wrong, expired, used or "
            + "locked is answered the same way.")
    package static let forbidden = ProblemType(
        "forbidden", .forbidden, "Not allowed",
        "The token is valid but its roles, applications or conference don't allow this.")
    package static let conferenceRunning = ProblemType(
        "conference-running", .forbidden, "The conference is running",
        "After the start, once an agent has joined, only those who have joined and supervisors may change the "
            + "appointment. Nothing was changed.")
    package static let notFound = ProblemType(
        "not-found", .notFound, "Not found", "There is no such thing, or not for this token.")
    package static let methodNotAllowed = ProblemType(
        "method-not-allowed", .methodNotAllowed, "Method not allowed",
        "The path exists but not with this method; the `Allow` field lists those it has.")
    package static let slotTaken = ProblemType(
        "slot-taken", .conflict, "The slot is taken",
        "An agent already has an appointment that overlaps this time. `alternatives` lists up to five free starts for "
            + "the same duration within 14 days. Nothing was changed.")
    package static let participantPresent = ProblemType(
        "participant-present", .conflict, "The participant is already there",
        "The appointment already has a participant of this id. Nothing was changed.")
    package static let requestInProgress = ProblemType(
        "request-in-progress", .conflict, "The same request is still in progress",
        "Another request with the same idempotency key has not finished. Ask again shortly.")
    package static let linkGone = ProblemType(
        "link-gone", .gone, "The link no longer works",
        "The room link has expired or was revoked: the appointment was cancelled or has ended, or the customer was "
            + "removed from it.")
    package static let stale = ProblemType(
        "stale", .stale, "It has changed meanwhile",
        "`If-Match` names a version that is no longer the current one. Read it again first.")
    package static let tooLarge = ProblemType(
        "too-large", .tooLarge, "The body is too large", "A body may have at most 256 KiB.")
    package static let unsupportedMediaType = ProblemType(
        "unsupported-media-type", .unsupported, "The body is not JSON",
        "Bodies are `application/json` in UTF-8, without a content encoding.")
    package static let keyReused = ProblemType(
        "idempotency-key-reused", .unprocessable, "The idempotency key was used for another request",
        "The key belongs to a request with a different body. Use a new key for a new request.")
    package static let tooManyRequests = ProblemType(
        "too-many-requests", .tooMany, "Too many requests",
        "The limit is reached; `Retry-After` tells when to ask again.")
    package static let fault = ProblemType(
        "internal", .fault, "Something went wrong here",
        "The fault is ours and has been logged under the request id in `instance`.")
    package static let unavailable = ProblemType(
        "unavailable", .unavailable, "Not available right now",
        "A part of the system is away or over its limit. Nothing was done; ask again after `Retry-After`.")
    package static let late = ProblemType(
        "late", .late, "No answer in time",
        "The request may have been carried out or not. Ask again with the same idempotency key.")

    /// Problems that any operation may answer with, beside those it declares itself.
    package static let everywhere: [ProblemType] = [.fault, .unavailable, .late]
}
