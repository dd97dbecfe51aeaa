// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Messaging
import NIOCore
import Time

/// Answers every HTTP request: finds the operation, judges the request in the contract's order of checks, asks the
/// operation's owner and passes its answer on.
///
/// The order: route 404/405, body 413/415/400, token 401, role 403, idempotency key 400; the rest is the owner's.
struct GatewayResponder: HTTPResponder {
    /// Asks a service on its public queue.
    typealias Ask =
        @Sendable (
            _ service: ServiceName, _ item: RequestItem, _ kind: OperationKind, _ deadline: Deadline
        ) async -> RequestOutcome

    let routes: RouteTable
    let pages: ProblemPages
    let tokens: TokenVerifier
    var proxies = TrustedProxies.none
    var clock = WallClock.system
    let state: EdgeState
    let ask: Ask
    let logger: Logger

    func respond(to request: Request, context: EdgeContext) async throws -> Response {
        let id = RequestID(header: request.headers[.requestID])
        var response: Response
        do {
            response = try await answer(request, context, id)
        } catch let problem as Problem {
            response = problem.response(request: id.shown)
        }
        if state.isDraining {
            response.headers[.connection] = "close"
        }
        // An answer to HEAD has no body, whatever its status (RFC 9110 section 9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// - Throws: ``Problem``, or an error of the connection, which is left to the server.
    private func answer(_ request: Request, _ context: EdgeContext, _ id: RequestID) async throws -> Response {
        let (path, query) = Self.parts(of: request)
        switch routes.match(method: request.method.rawValue, path: path) {
        case .unknown:
            throw Problem(.notFound)
        case .notAllowed(let methods):
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
            return try await forward(request, context, id, to: operation, parameters, query)
        }
    }

    private func forward(
        _ request: Request, _ context: EdgeContext, _ id: RequestID, to operation: OpenOperation,
        _ parameters: [String], _ query: Substring
    ) async throws -> Response {
        let payload = try await payload(request, operation, parameters, query)
        var caller = try caller(request.headers[.authorization], for: operation.access)
        let isCommand = operation.kind == .command
        let key = isCommand ? try IdempotencyKey.read(request.headers[.idempotencyKey]) : nil
        caller.address = proxies.client(
            peer: context.peer?.ipAddress ?? "", forwardedFor: request.headers[.forwardedFor])
        let deadline = Deadline(in: operation.deadline)
        let item = RequestItem(
            id: id.item, operation: operation.name, deadline: deadline.millisecondsSinceEpoch, caller: caller, key: key,
            trace: TraceContext.next(after: request.headers[.traceContext]),
            ifMatch: isCommand ? request.headers[.ifMatch] : nil, payload: payload)
        switch await ask(operation.service, item, operation.kind, deadline) {
        case .answered(let answer):
            return try answer.response(
                to: operation, unless: request.headers[.ifNoneMatch], request: id.shown)
        case .refused(let refusal):
            throw Problem(refusal)
        case .failed(let kind):
            // Each of very many while the broker is away, so no warning of its own.
            logger.log(
                level: kind == .unavailable ? .debug : .warning, "request failed",
                metadata: [
                    "operation": "\(operation.name)", "request": "\(id.shown)", "item": "\(id.item)",
                    "kind": "\(kind.rawValue)",
                ])
            throw Problem(failure: kind)
        }
    }

    private func payload(
        _ request: Request, _ operation: OpenOperation, _ parameters: [String], _ query: Substring
    ) async throws -> [UInt8] {
        let path = zip(operation.parameters, parameters).map { (name: $0, value: $1) }
        switch operation.body {
        case .object:
            try BodyRules.check(request.headers)
            return try Payload.object(try await BodyReader.read(request.body), path: path)
        case .none:
            return Payload.strings(query: query.isEmpty ? QueryParameters() : try QueryParameters(query), path: path)
        }
    }

    private func caller(_ authorization: String?, for access: Access) throws(Problem) -> Caller {
        switch access {
        case .anyone:
            return Caller()
        case .roles:
            guard let token = BearerToken.read(authorization), let verdict = tokens.verdict(on: token, at: clock.now())
            else { throw Problem(.unauthorized) }
            guard access.admits(verdict.caller.roles), !verdict.caller.applications.isEmpty else {
                throw Problem(.forbidden)
            }
            return verdict.caller
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
