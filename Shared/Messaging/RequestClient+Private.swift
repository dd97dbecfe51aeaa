// SPDX-License-Identifier: Apache-2.0
package import Contract
import Foundation
import JSON
import Observability

/// Why a neighbour gave no reply; a handler lets it through and the dispatcher answers accordingly.
package struct RequestFailure: Error, Sendable {
    package let kind: FailureKind

    package init(kind: FailureKind) {
        self.kind = kind
    }
}

extension RequestClient {
    /// Asks a neighbour on its private queue.
    ///
    /// - Parameters:
    ///   - caller: on whose behalf; a neighbour may look at it, the broker user proves who writes.
    ///   - deadline: of the outer request or job; the operation's own one applies when it is sooner.
    /// - Throws: the neighbour's ``Refusal``, or ``RequestFailure``.
    package func ask<Asked: PrivateOperation>(
        _ operation: Asked, of service: ServiceName, for caller: Caller = Caller(), trace: String? = nil,
        until deadline: Deadline
    ) async throws -> Asked.Reply {
        let deadline = deadline.sooner(than: Asked.deadline)
        let span = tracer?.begin(Asked.name, .client, after: trace)
        let item = RequestItem(
            id: Identifier.random(), operation: Asked.name, deadline: deadline.millisecondsSinceEpoch, caller: caller,
            trace: span?.traceparent ?? trace, payload: Array(try JSONEncoder().encode(operation)))
        let outcome = await ask(service, key: service.privateKey, item, kind: Asked.kind, until: deadline)
        span?.end(isError: outcome.isFailure)
        switch outcome {
        case .answered(let answer): return try JSONDecoder().decode(Asked.Reply.self, from: Data(answer.body))
        case .refused(let refusal): throw refusal
        case .failed(let kind): throw RequestFailure(kind: kind)
        }
    }
}
