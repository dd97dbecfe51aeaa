// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import JSON

/// A public operation as the document shows it.
struct DocumentedOperation {
    let service: ServiceName
    let name: String
    let kind: OperationKind
    let route: Route
    let access: Access
    let reply: ReplyForm
    /// Every problem it can be answered with, those of the edge included.
    let problems: [ProblemType]
    let manual: OperationDescription.Manual
    let input: InputDescription

    /// nil for a private operation.
    init?(_ operation: OperationDescription, of service: ServiceName) {
        guard case .open(let route, let access, let reply) = operation.reach, let manual = operation.manual else {
            return nil
        }
        self.service = service
        name = operation.name
        kind = operation.kind
        self.route = route
        self.access = access
        self.reply = reply
        problems = Self.problems(operation, route, access)
        self.manual = manual
        input = manual.input
    }

    /// - Parameter others: the operations that its answer may lead to.
    func json(beside others: [DocumentedOperation]) -> JSONValue {
        .object(
            [
                member("operationId", .string(name)), member("tags", .array([.string(service.rawValue)])),
                member("summary", .string(manual.summary)), member("description", .string(description)),
                member("security", .array(schemes.map { .object([JSONValue.Member(name: $0, value: .array([]))]) })),
                member("x-roles", roles.isEmpty ? nil : .array(roles.map { .string($0.rawValue) })),
                member("parameters", .array(parameters)), member("requestBody", requestBody),
                member("responses", responses(leadingTo: others)),
            ].compactMap(\.self))
    }

    /// The named schemas it refers to.
    var components: [Schema.Component] {
        let answer =
            switch reply {
            case .document(let schema, _): schema.components
            case .accepted, .noContent, .redirect, .file, .page: [Schema.Component]()
            }
        return answer + (body?.components ?? [])
    }

    /// The form of its body, nil where it reads none.
    var body: Schema? {
        switch route.body {
        case .none: nil
        case .object: .named(manual.requestName, input.object(without: pathNames))
        }
    }

    /// The names of the path's parameters.
    var pathNames: [String] {
        route.segments.compactMap { segment in
            switch segment {
            case .fixed: nil
            case .parameter(let name): name
            }
        }
    }

    /// The roles that are admitted, none where no token is asked for.
    private var roles: [Role] {
        switch access {
        case .anyone, .verification: []
        case .roles(let roles): Role.known.filter(roles.contains)
        }
    }

    /// The names of the ways to authorize.
    private var schemes: [String] {
        switch access {
        case .anyone: []
        case .roles: ["bearer"]
        case .verification: ["verification"]
        }
    }

    private var description: String {
        guard access != .verification else {
            return "Needs the id of a verification and the code that was sent for it, as `Basic` credentials."
        }
        let names = roles.map { "`\($0.rawValue)`" }
        guard let last = names.last else { return "Open to everyone; a token is not looked at." }
        let others = names.dropLast().joined(separator: ", ")
        return "Needs \(others.isEmpty ? last : "\(others) or \(last)")."
    }

    private var requestBody: JSONValue? {
        body.map { schema in
            .object([
                "required": .boolean(true),
                "content": .object(["application/json": .object(["schema": schema.json])]),
            ])
        }
    }

    /// Its own, those that the edge refuses with before it is asked, and the system's.
    private static func problems(_ operation: OperationDescription, _ route: Route, _ access: Access) -> [ProblemType] {
        var problems: [ProblemType] = [.malformedRequest, .tooLarge, .tooManyRequests]
        switch access {
        case .anyone: break
        case .roles: problems += [.unauthorized, .forbidden]
        case .verification: problems += [.unauthorized]
        }
        problems += route.body == .object ? [.malformedBody, .unsupportedMediaType] : []
        // A query that is no UTF-8, or a key that is no key.
        problems += route.body == .none || operation.kind == .command ? [.invalidRequest] : []
        // What the system leaves unanswered is `late` only where something may have been done.
        problems += ProblemType.everywhere.filter { $0 != .late || operation.kind == .command }
        var seen = Set<ProblemType>()
        return (problems + operation.failures).filter { seen.insert($0).inserted }
    }
}

/// A member that is left out where it has no value.
func member(_ name: String, _ value: JSONValue?) -> JSONValue.Member? {
    value.map { JSONValue.Member(name: name, value: $0) }
}
