// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging

/// On whose behalf a neighbour is asked, and until when; without what the request itself holds.
struct RequestOrigin: Sendable {
    let caller: Caller
    let trace: String?
    let deadline: Deadline

    init<Asked: Operation>(_ request: Request<Asked>) {
        caller = request.caller
        trace = request.trace
        deadline = request.deadline
    }
}
