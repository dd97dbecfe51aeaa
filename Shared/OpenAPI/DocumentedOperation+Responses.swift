// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import JSON

extension DocumentedOperation {
    /// What it answers, by status.
    func responses(leadingTo others: [DocumentedOperation]) -> JSONValue {
        let statuses = Set(problems.map(\.kind.status)).sorted()
        let refusals = statuses.map { status in
            JSONValue.Member(
                name: String(status), value: refusal(status, problems.filter { $0.kind.status == status }))
        }
        return .object(successes(leadingTo: others) + (isConditional ? [unchanged] : []) + refusals)
    }

    private func successes(leadingTo others: [DocumentedOperation]) -> [JSONValue.Member] {
        switch reply {
        case .document(let schema, let isVersioned):
            [
                answer(
                    200, "As asked for.", isVersioned ? [.entityTag] : [],
                    .object(["application/json": .object(["schema": schema.json])]),
                    leads(to: isVersioned && route.method == .post && pathNames.isEmpty ? others : []))
            ]
        case .accepted:
            [answer(202, "Begun.", [])]
        case .noContent:
            [answer(204, "Done.", [])]
        case .redirect:
            [answer(302, "It is found elsewhere.", [.location])]
        case .file(let type):
            [answer(200, "The file.", [.disposition], Self.text(type))]
        case .page:
            [
                answer(200, "A page for people.", [], Self.text("text/html")),
                answer(302, "It is found elsewhere.", [.location]),
            ]
        }
    }

    private static func text(_ type: String) -> JSONValue {
        .object([JSONValue.Member(name: type, value: .object(["schema": Schema.string().json]))])
    }

    private var unchanged: JSONValue.Member {
        answer(304, "The client has this version.", [.entityTag])
    }

    private func answer(
        _ status: Int, _ description: String, _ headers: [SharedHeader], _ content: JSONValue? = nil,
        _ links: JSONValue? = nil
    ) -> JSONValue.Member {
        let response = [
            member("description", .string(description)),
            member("headers", SharedHeader.references([.requestID] + headers + [.rateLimit, .rateLimitPolicy])),
            member("content", content), member("links", links),
        ]
        return JSONValue.Member(name: String(status), value: .object(response.compactMap(\.self)))
    }

    /// What a new appointment can be used for: whatever takes its identifier, or its first participant's, in the path.
    private func leads(to others: [DocumentedOperation]) -> JSONValue? {
        let sources = ["id": "$response.body#/id", "pid": "$response.body#/participantIds/0/id"]
        let links = others.compactMap { other -> JSONValue.Member? in
            let parameters = other.pathNames.compactMap { name in member(name, sources[name].map(JSONValue.string)) }
            guard !parameters.isEmpty, parameters.count == other.pathNames.count else { return nil }
            let link = JSONValue.object(["operationId": .string(other.name), "parameters": .object(parameters)])
            return JSONValue.Member(name: other.name, value: link)
        }
        return links.isEmpty ? nil : .object(links)
    }

    private func refusal(_ status: Int, _ types: [ProblemType]) -> JSONValue {
        let examples = types.map { type in
            JSONValue.Member(
                name: type.slug, value: .object(["$ref": .string("#/components/examples/\(type.slug)")]))
        }
        return .object([
            "description": .string(types.map { "\($0.title) (`/problems/\($0.slug)`)." }.joined(separator: " ")),
            "headers": SharedHeader.references([.requestID] + Self.headers(of: types)),
            "content": .object(
                [
                    JSONValue.Member(
                        name: "application/problem+json",
                        value: .object(["schema": ProblemSchema.reference.json, "examples": .object(examples)]))
                ] + pages(for: types)),
        ])
    }

    /// A link that people follow says no in HTML to whoever prefers that, where the owner says it.
    private func pages(for types: [ProblemType]) -> [JSONValue.Member] {
        guard reply == .page, let kind = types.first?.kind, [.notFound, .gone, .tooMany].contains(kind) else {
            return []
        }
        return Self.text("text/html").members ?? []
    }

    private static func headers(of types: [ProblemType]) -> [SharedHeader] {
        guard let kind = types.first?.kind else { return [] }
        return switch kind {
        case .unauthenticated: [.challenge]
        case .tooMany: [.retryAfter, .rateLimit, .rateLimitPolicy]
        case .conflict, .unavailable, .late: [.retryAfter]
        case .invalid, .forbidden, .notFound, .methodNotAllowed, .gone, .stale, .tooLarge, .unsupported,
            .unprocessable, .slow, .unimplemented, .longTarget, .longHeader, .fault:
            []
        }
    }
}
