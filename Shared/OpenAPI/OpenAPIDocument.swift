// SPDX-License-Identifier: Apache-2.0
package import Contract
package import JSON

/// The description of the API in the form of OpenAPI 3.1, made from the contracts and from nothing else.
package struct OpenAPIDocument: Sendable {
    package let json: JSONValue

    package init(_ contracts: [ServiceContract]) {
        let operations = contracts.flatMap { contract in
            contract.operations.compactMap { DocumentedOperation($0, of: contract.service) }
        }
        json = .object([
            "openapi": .string("3.1.0"),
            "info": Self.info,
            "servers": .array([.object(["url": .string("/")])]),
            "tags": .array(Self.tags(of: operations)),
            "paths": Self.paths(of: operations),
            "components": .object([
                "securitySchemes": Self.securitySchemes,
                "parameters": SharedParameter.components,
                "headers": SharedHeader.components,
                "examples": Self.examples(of: operations),
                "schemas": Self.schemas(of: operations),
            ]),
        ])
    }

    /// For people and tools that prefer it; the same document.
    package var yaml: String { YAMLText.document(json) }

    private static func tags(of operations: [DocumentedOperation]) -> [JSONValue] {
        var services: [ServiceName] = []
        for operation in operations where !services.contains(operation.service) {
            services.append(operation.service)
        }
        return services.map { service in
            .object(["name": .string(service.rawValue), "description": .string(Self.purpose(of: service))])
        }
    }

    private static func purpose(of service: ServiceName) -> String {
        switch service {
        case .gateway: "The edge itself."
        case .scheduling: "Appointments: when they are, who takes part, and in which state they are."
        case .participants: "Who takes part, with names and contacts. The only place where personal data rests."
        case .calendar: "Appointments as entries of a calendar."
        case .notifications: "Messages to customers, and who sends them."
        }
    }

    /// One entry for each path, with its methods.
    private static func paths(of operations: [DocumentedOperation]) -> JSONValue {
        var paths: [(path: String, methods: [JSONValue.Member])] = []
        for operation in operations {
            let method = JSONValue.Member(
                name: operation.route.method.rawValue.lowercased(), value: operation.json(beside: operations))
            if let index = paths.firstIndex(where: { $0.path == operation.route.path }) {
                paths[index].methods.append(method)
            } else {
                paths.append((operation.route.path, [method]))
            }
        }
        return .object(paths.map { JSONValue.Member(name: $0.path, value: .object($0.methods)) })
    }

    /// Each problem once, by its slug.
    private static func examples(of operations: [DocumentedOperation]) -> JSONValue {
        let types = Set(operations.flatMap(\.problems)).sorted { $0.slug < $1.slug }
        return .object(types.map { JSONValue.Member(name: $0.slug, value: ProblemSchema.example(of: $0)) })
    }

    /// Each named schema once, in the order of names.
    private static func schemas(of operations: [DocumentedOperation]) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for component in operations.flatMap(\.components) + ProblemSchema.reference.components {
            members[component.name] = component.json
        }
        return .object(members.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: $0.value) })
    }
}
