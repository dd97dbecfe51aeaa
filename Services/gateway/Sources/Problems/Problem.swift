// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import JSON

/// A "no" of the HTTP edge: what the client gets as a problem document (RFC 9457).
///
/// Carries no internals: type and title come from the contracts, detail and faults from a typed refusal.
struct Problem: Error, Sendable, Equatable {
    let type: ProblemType
    var detail: String?
    var faults: [Fault] = []
    var alternatives: [String] = []
    /// Seconds after which the refused request may be repeated, and the limit it came up against.
    private var pause: Int?
    private(set) var limit: ReachedLimit?
    /// How to authorize, for ``ProblemType/unauthorized``.
    private(set) var challenge = Challenge.bearer
    /// The methods a path has, for ``ProblemType/methodNotAllowed``.
    var allowed: [Route.Method] = []
    /// The rest of the request is not worth reading, so the connection is closed after the answer.
    var closesConnection = false

    init(
        _ type: ProblemType, _ detail: String? = nil, faults: [Fault] = [], allowed: [Route.Method] = [],
        closesConnection: Bool = false
    ) {
        self.type = type
        self.detail = detail
        self.faults = faults
        self.allowed = allowed
        self.closesConnection = closesConnection
    }

    /// The refusal of an operation.
    init(_ refusal: Refusal, challenge: Challenge = .bearer) {
        type = refusal.type
        detail = refusal.detail
        faults = refusal.faults
        alternatives = refusal.alternatives
        pause = refusal.retryAfter.map { max($0, 1) }
        limit = refusal.limit
        self.challenge = challenge
    }

    /// The system's own failure to answer.
    init(failure kind: FailureKind) {
        switch kind {
        case .unavailable: type = .unavailable
        case .late: type = .late
        case .invalid, .unauthenticated, .forbidden, .notFound, .methodNotAllowed, .conflict, .gone, .stale, .tooLarge,
            .unsupported, .unprocessable, .slow, .unimplemented, .longTarget, .longHeader, .tooMany, .fault:
            // Those have a refusal with a type of its own; bare, they are a service's mistake.
            type = .fault
        }
    }

    /// Seconds after which asking again makes sense, nil where it makes none.
    var retryAfter: Int? {
        switch type.kind {
        case .tooMany: pause
        case .unavailable, .late: 1
        case .conflict: type.slug == ProblemType.requestInProgress.slug ? 1 : nil
        case .invalid, .unauthenticated, .forbidden, .notFound, .methodNotAllowed, .gone, .stale, .tooLarge,
            .unsupported, .unprocessable, .slow, .unimplemented, .longTarget, .longHeader, .fault:
            nil
        }
    }

    /// What happened, in this time's words where there are any.
    private var account: String {
        if let detail { return detail }
        guard faults.isEmpty else { return "The request has values that are not accepted; `errors` names each." }
        guard type.explanation.isEmpty else { return type.explanation }
        // A type that came in a reply brings no explanation; of one that a newer service knows there is only the title.
        return ProblemPages.explanations[type.slug] ?? type.title
    }

    /// The document.
    ///
    /// - Parameter request: id of the request, by which its log lines are found.
    func document(request: String) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.member("type", "/problems/\(type.slug)")
            json.member("title", type.title)
            json.member("status", type.kind.status)
            json.member("detail", account)
            json.member("instance", request)
            if !faults.isEmpty {
                json.member(
                    "errors",
                    array: { json in
                        for fault in faults {
                            json.object { json in
                                json.member("pointer", fault.pointer)
                                json.member("detail", fault.detail)
                            }
                        }
                    })
            }
            // Empty, too, says something: nothing is free.
            if type.slug == ProblemType.slotTaken.slug {
                json.member("alternatives", alternatives)
            }
        }
        return json.bytes
    }
}
