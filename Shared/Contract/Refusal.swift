// SPDX-License-Identifier: Apache-2.0

/// A typed "no" of an operation: thrown by its handler, carried in the reply, answered as a problem document.
///
/// A handler that throws anything else has a fault, whose text never leaves the process.
package struct Refusal: Error, Sendable, Equatable {
    package let type: ProblemType
    /// What happened this time, in words for the caller; never SQL, host names or other people's data.
    package let detail: String?
    /// Every fault of the request's fields at once.
    package let faults: [Fault]
    /// Free starts for the same duration, RFC 3339, with ``ProblemType/slotTaken``.
    package let alternatives: [String]
    /// The same as a page, for whoever followed a link in a browser.
    package let page: Page?
    /// Seconds after which asking again makes sense, with ``ProblemType/tooManyRequests``.
    package let retryAfter: Int?
    /// The limit that was reached.
    package let limit: ReachedLimit?

    package init(
        _ type: ProblemType, _ detail: String? = nil, faults: [Fault] = [], alternatives: [String] = [],
        page: Page? = nil, retryAfter: Int? = nil, limit: ReachedLimit? = nil
    ) {
        self.page = page
        self.type = type
        self.detail = detail
        self.faults = faults
        self.alternatives = alternatives
        self.retryAfter = retryAfter
        self.limit = limit
    }
}

/// One unacceptable field of a request.
package struct Fault: Sendable, Equatable {
    /// JSON pointer (RFC 6901) into the body, or `/name` of a path or query parameter.
    package let pointer: String
    package let detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// A limit of an operation's owner, as `RateLimit-Policy` tells it: so many requests in so many seconds.
package struct ReachedLimit: Sendable, Equatable {
    /// What is counted, one word such as `destination`.
    package let name: String
    package let quota: Int
    package let seconds: Int

    package init(name: String, quota: Int, seconds: Int) {
        self.name = name
        self.quota = quota
        self.seconds = seconds
    }
}
