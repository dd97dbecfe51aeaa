// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
package import Contract
package import Postgres

/// What a service with a database declares of itself; the process around it is the same for all.
package protocol RoomService {
    static var contract: ServiceContract { get }
    /// Forward only, in order; a test compares the list with the folder.
    static var migrations: [Migration] { get }
    /// Commands for operators beside `serve` and `migrate`, each configured as the service is; none by default.
    static var commands: [any ParsableCommand.Type] { get }
    /// Registers the handlers, reactions and background services.
    static func furnish(_ room: inout Room) async throws
}

extension RoomService {
    package static var commands: [any ParsableCommand.Type] { [] }
}
