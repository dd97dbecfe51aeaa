// SPDX-License-Identifier: Apache-2.0
package import Contract
import Foundation
import JSON

extension RequestServer {
    /// Registers the handler of a public operation.
    package mutating func on<Asked: PublicOperation>(
        _ operation: Asked.Type, _ handle: @escaping @Sendable (Request<Asked>) async throws -> Answer
    ) {
        register(Asked.name, callers: [.gateway]) { item, deadline in
            var input = Input(try JSONValue.parse(item.payload, limits: .message))
            let operation = Asked(reading: &input)
            return try await handle(
                Request(
                    operation: operation, faults: input.faults, caller: item.caller, credential: item.credential,
                    id: item.id, key: item.key, ifMatch: item.ifMatch, trace: item.trace, payload: item.payload,
                    deadline: deadline))
        }
    }

    /// Registers the handler of a private operation.
    package mutating func on<Asked: PrivateOperation>(
        _ operation: Asked.Type, _ handle: @escaping @Sendable (Request<Asked>) async throws -> Asked.Reply
    ) {
        register(Asked.name, callers: Asked.callers) { item, deadline in
            let operation = try JSONDecoder().decode(Asked.self, from: Data(item.payload))
            let reply = try await handle(
                Request(
                    operation: operation, caller: item.caller, id: item.id, trace: item.trace, payload: item.payload,
                    deadline: deadline))
            return .json(Array(try JSONEncoder().encode(reply)))
        }
    }
}
