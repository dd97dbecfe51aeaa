// SPDX-License-Identifier: Apache-2.0
import Contract

/// A request that is refused for its head, before there is one to answer; the connection ends with the answer.
struct RefusedHead: Error {
    let type: ProblemType

    init(_ type: ProblemType) {
        self.type = type
    }
}
