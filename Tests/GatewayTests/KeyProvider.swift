// SPDX-License-Identifier: Apache-2.0
import JSON
import Synchronization

@testable import GatewayService

/// What stands behind a key set's URL: a document that a test exchanges, or a fault.
final class KeyProvider: Sendable {
    private let state = Mutex<(answer: Result<[UInt8], any Error>, fetches: Int)>((.success([]), 0))

    var fetches: Int {
        state.withLock { $0.fetches }
    }

    func publish(_ keys: [JSONValue]) {
        publish(document: JSONValue.object(["keys": .array(keys)]).bytes)
    }

    func publish(document: [UInt8]) {
        state.withLock { $0.answer = .success(document) }
    }

    func fail(_ error: any Error) {
        state.withLock { $0.answer = .failure(error) }
    }

    func fetch() throws -> [UInt8] {
        try state.withLock { state in
            state.fetches += 1
            return try state.answer.get()
        }
    }
}
