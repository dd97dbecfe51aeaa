// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Messaging
import Observability

/// Answers every HTTP request: finds the operation, judges the request in the contract's order of checks, asks the
/// operation's owner and passes its answer on.
///
/// The order: route 404/405, limit 429, room 503, body 413/415/400, token 401, role 403, idempotency key 400; the rest is
/// the owner's.
struct GatewayResponder: HTTPResponder {
    /// Asks a service on its public queue.
    typealias Ask =
        @Sendable (
            _ service: ServiceName, _ item: RequestItem, _ kind: OperationKind, _ deadline: Deadline
        ) async -> RequestOutcome

    let routes: RouteTable
    let pages: ProblemPages
    let authenticator: Authenticator
    let limits: RequestLimits
    var proxies = TrustedProxies.none
    var origins = CrossOrigins.none
    /// How long a body may take to arrive.
    var patience = BodyReader.patience
    let state: EdgeState
    /// Whether a request to the service would be sent right now.
    var admits: @Sendable (ServiceName) -> Bool = { _ in true }
    let ask: Ask
    /// Records what requests take, nil where no spans are wanted.
    var tracer: Tracer?
    let logger: Logger

    func respond(to request: Request, context: EdgeContext) async throws -> Response {
        let id = RequestID(header: request.headers[.requestID])
        // What the answer says whether the request succeeds or not.
        var fields = origins.fields(for: request.headers)
        var response: Response
        var observation = EdgeObservation()
        do {
            response = try await answer(request, context, id, telling: &fields, noting: &observation)
        } catch let problem as Problem {
            EdgeMetrics.process.count(problem)
            response = problem.response(request: id.shown)
        }
        observation.end(status: response.status.code)
        response.headers.append(contentsOf: fields)
        if state.isDraining {
            response.headers[.connection] = "close"
        }
        // An answer to HEAD has no body, whatever its status (RFC 9110 section 9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// - Throws: ``Problem``, or an error of the connection, which is left to the server.
    private func answer(
        _ request: Request, _ context: EdgeContext, _ id: RequestID, telling fields: inout HTTPFields,
        noting observation: inout EdgeObservation
    ) async throws -> Response {
        let (path, query) = Self.parts(of: request)
        switch routes.match(method: request.method.rawValue, path: path) {
        case .unknown:
            throw Problem(.notFound)
        case .notAllowed(let methods):
            if let preflight = origins.preflight(request.head, methods: methods) {
                return Self.preflight(preflight, id)
            }
            throw Problem(.methodNotAllowed, allowed: methods)
        case .found(.live, _):
            return Self.health("live", id)
        case .found(.ready, _):
            guard state.isReady else { throw Problem(.unavailable) }
            return Self.health("ready", id)
        case .found(.problem, let parameters):
            guard let page = parameters.first.flatMap(pages.page) else { throw Problem(.notFound) }
            return Self.page(page, id)
        case .found(.document(let document), _):
            return document.response(unless: request.headers[.ifNoneMatch], request: id.shown)
        case .found(.operation(let operation), let parameters):
            observation.isFor(operation, after: request.headers[.traceContext], tracer)
            return try await forward(
                request, context, id, to: operation, parameters, query, trace: observation.trace, telling: &fields)
        }
    }

    /// Path and query of the request target; only proxies send the whole URI (RFC 9112 section 3.2.2).
    private static func parts(of request: Request) -> (path: Substring, query: Substring) {
        let target = request.head.path ?? ""
        guard target.utf8.first == UInt8(ascii: "/") else {
            return (Substring(request.uri.path), Substring(request.uri.query ?? ""))
        }
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (Substring(target), "") }
        return (target[..<mark], target[target.utf8.index(after: mark)...])
    }
}
