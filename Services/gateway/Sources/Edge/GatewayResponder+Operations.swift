// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Messaging
import Observability

/// What the services answer.
extension GatewayResponder {
    /// Judges a request to an operation, asks the operation's owner and passes its answer on.
    ///
    /// - Parameters:
    ///   - trace: `traceparent` to pass on.
    ///   - fields: those of the answer, whatever it will be.
    /// - Throws: ``Problem``, or an error of the connection, which is left to the server.
    func forward(
        _ request: Request, _ context: EdgeContext, _ id: RequestID, to operation: OpenOperation,
        _ parameters: [String], _ query: Substring, trace: String?, telling fields: inout HTTPFields
    ) async throws -> Response {
        if operation.isPage {
            fields.append(contentsOf: Page.fields)
        }
        let address = proxies.client(
            peer: context.peer?.ipAddress ?? "", forwardedFor: request.headers[.forwardedFor])
        let verdict = try await verdict(on: request, for: operation.access)
        try limits.count(verdict, from: address, telling: &fields)
        // Before any work is spent on it: what is refused has to cost little when there is too much.
        guard admits(operation.service) else { throw Problem(.unavailable) }
        let payload = try await payload(request, context, operation, parameters, query)
        var (caller, credential) = try Self.caller(verdict, request, for: operation.access)
        caller.address = address
        let isCommand = operation.kind == .command
        let key = isCommand ? try IdempotencyKey.read(request.headers[.idempotencyKey]) : nil
        let deadline = Deadline(in: operation.deadline)
        let item = RequestItem(
            id: id.item, operation: operation.name, deadline: deadline.millisecondsSinceEpoch, caller: caller,
            credential: credential, key: key, trace: trace,
            ifMatch: isCommand ? request.headers[.ifMatch] : nil, payload: payload)
        switch await ask(operation.service, item, operation.kind, deadline) {
        case .answered(let answer):
            return try answer.response(
                to: operation, unless: request.headers[.ifNoneMatch], request: id.shown)
        case .refused(let refusal):
            let problem = Problem(refusal, challenge: Challenge(to: operation.access))
            if let page = refusal.page, AcceptedTypes.prefersHTML(request.headers[.accept]) {
                EdgeMetrics.process.count(problem)
                return page.response(to: problem, request: id.shown)
            }
            throw problem
        case .failed(let kind):
            // Each of very many while the broker is away, so no warning of its own.
            logger.log(
                level: kind == .unavailable ? .debug : .warning, "request failed",
                metadata: [
                    "operation": "\(operation.name)", "request": "\(id.shown)", "item": "\(id.item)",
                    "trace": "\(TraceContext.traceID(in: trace) ?? "")", "kind": "\(kind.rawValue)",
                ])
            throw Problem(failure: kind)
        }
    }

    private func payload(
        _ request: Request, _ context: EdgeContext, _ operation: OpenOperation, _ parameters: [String],
        _ query: Substring
    ) async throws -> [UInt8] {
        let path = zip(operation.parameters, parameters).map { (name: $0, value: $1) }
        switch operation.body {
        case .object:
            try BodyRules.check(request.headers)
            Expectation.meet(request.headers, on: context.channel)
            let body = try await BodyReader.read(request.body, from: context.channel, within: patience)
            return try Payload.object(body, path: path)
        case .none:
            try BodyRules.checkLength(request.headers)
            if request.headers[.transferEncoding] != nil {
                Expectation.meet(request.headers, on: context.channel)
                try await BodyReader.skip(request.body, from: context.channel, within: patience)
            }
            return Payload.strings(query: query.isEmpty ? QueryParameters() : try QueryParameters(query), path: path)
        }
    }

    /// Only a token has one: what else proves who asks is for the operation's owner to judge.
    private func verdict(on request: Request, for access: Access) async throws -> Verdict? {
        switch access {
        case .anyone, .verification: nil
        case .roles: try await authenticator.verdict(on: request.headers[.authorization])
        }
    }

    /// Who asks, and the secret that is to prove it to the operation's owner.
    private static func caller(
        _ verdict: Verdict?, _ request: Request, for access: Access
    ) throws(Problem) -> (Caller, credential: String?) {
        switch access {
        case .anyone:
            return (Caller(), nil)
        case .roles:
            guard let verdict else { throw Problem(.unauthorized) }
            guard access.admits(verdict.caller.roles), !verdict.caller.applications.isEmpty else {
                throw Problem(.forbidden)
            }
            return (verdict.caller, nil)
        case .verification:
            guard let credentials = BasicCredentials.read(request.headers[.authorization]) else {
                throw Problem(Refusal(.unauthorized), challenge: .basic)
            }
            return (Caller(subject: credentials.user), credentials.password)
        }
    }
}
