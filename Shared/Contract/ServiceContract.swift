// SPDX-License-Identifier: Apache-2.0

/// Everything others may know of a service; routes, queues, permissions, checks and documents derive from it.
package struct ServiceContract: Sendable {
    package let service: ServiceName
    package let operations: [OperationDescription]
    /// Events the service publishes.
    package let publishes: [EventDescription]
    /// Binding patterns of other services' events on `appointments.events`, e.g. `appointment.*.v1`.
    package let listensTo: [String]
    /// Messages of the video platform it consumes: bindings on `appointments.inbound`.
    package let inbound: [InboundDescription]

    package init(
        _ service: ServiceName, operations: [OperationDescription], publishes: [EventDescription] = [],
        listensTo: [String] = [], inbound: [InboundDescription] = []
    ) {
        self.service = service
        self.operations = operations
        self.publishes = publishes
        self.listensTo = listensTo
        self.inbound = inbound
    }
}

/// The declared facts of one operation, without its Swift type.
package struct OperationDescription: Sendable {
    package enum Reach: Sendable {
        case open(route: Route, access: Access, reply: ReplyForm)
        case between(callers: [ServiceName])
    }

    /// The words and the fields of a public operation.
    package struct Manual: Sendable {
        package let summary: String
        package let requestName: String
        fileprivate let describe: @Sendable () -> InputDescription

        /// What its declaration reads, gathered anew each time.
        package var input: InputDescription { describe() }
    }

    package let name: String
    package let kind: OperationKind
    package let deadline: Duration
    package let failures: [ProblemType]
    package let reach: Reach
    /// What a public operation shows to API users, nil for a private one.
    package let manual: Manual?

    package static func open<O: PublicOperation>(_ operation: O.Type) -> OperationDescription {
        OperationDescription(
            name: O.name, kind: O.kind, deadline: O.deadline, failures: O.failures,
            reach: .open(route: O.route, access: O.access, reply: O.reply),
            manual: Manual(
                summary: O.summary, requestName: O.requestName,
                describe: { InputDescription { _ = O(reading: &$0) } }))
    }

    package static func between<O: PrivateOperation>(_ operation: O.Type) -> OperationDescription {
        OperationDescription(
            name: O.name, kind: O.kind, deadline: O.deadline, failures: O.failures,
            reach: .between(callers: O.callers), manual: nil)
    }

    package var route: Route? {
        switch reach {
        case .open(let route, _, _): route
        case .between: nil
        }
    }

    package var callers: [ServiceName] {
        switch reach {
        case .open: [.gateway]
        case .between(let callers): callers
        }
    }
}
