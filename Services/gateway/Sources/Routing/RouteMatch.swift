// SPDX-License-Identifier: Apache-2.0
import Contract

/// Where a method and a path lead.
enum RouteMatch: Sendable {
    /// A target, with the values of the path's parameters in their order.
    case found(RouteTarget, [String])
    /// The path exists, with these methods only.
    case notAllowed([Route.Method])
    case unknown
}

/// What answers a request.
enum RouteTarget: Sendable {
    /// The process lives.
    case live
    /// The process can serve.
    case ready
    /// The page of a problem type; its slug is the parameter.
    case problem
    /// The API's description, in one of its forms.
    case document(ServedDocument)
    /// An operation of a service.
    case operation(OpenOperation)

    /// Whether HEAD is answered as well: by what the gateway knows by itself, and by links that people follow, which
    /// are looked at that way before. Other operations would have to be asked in vain.
    var hasHead: Bool {
        switch self {
        case .live, .ready, .problem, .document: true
        case .operation(let operation): operation.isPage
        }
    }
}

/// The declared facts of a public operation and who owns it, shared by all its requests.
final class OpenOperation: Sendable {
    let name: String
    let service: ServiceName
    let kind: OperationKind
    let deadline: Duration
    let access: Access
    let method: Route.Method
    let body: Route.Body
    /// Whether it is a link that people follow.
    let isPage: Bool
    /// Names of the path's parameters in their order.
    let parameters: [String]
    let metrics: EdgeOperationMetrics

    init(_ operation: OperationDescription, of service: ServiceName, route: Route, access: Access, reply: ReplyForm) {
        name = operation.name
        self.service = service
        kind = operation.kind
        deadline = operation.deadline
        self.access = access
        method = route.method
        body = route.body
        isPage = reply == .page
        metrics = EdgeOperationMetrics(operation.name)
        parameters = route.segments.compactMap { segment in
            switch segment {
            case .fixed: nil
            case .parameter(let name): name
            }
        }
    }
}
