// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Testing

@testable import OpenAPI

@Suite("OpenAPI document")
struct OpenAPITests {
    private let document = OpenAPIDocument(contracts).json

    private func operation(_ route: Route) throws -> JSONValue {
        try #require(document["paths"]?[route.path]?[route.method.rawValue.lowercased()], "\(route.path) is missing")
    }

    @Test func everyPublicOperationIsShownWithItsRolesAndProblems() throws {
        for operation in operations {
            guard case .open(let route, let access, _) = operation.reach else { continue }
            let shown = try self.operation(route)
            #expect(shown["operationId"]?.text == operation.name)
            #expect(shown["summary"]?.text == operation.manual?.summary)
            let roles = shown["x-roles"]?.elements?.compactMap(\.text).map(Role.init) ?? []
            switch access {
            case .anyone: #expect(roles.isEmpty && shown["security"] == .array([]))
            case .verification: #expect(roles.isEmpty && shown["security"]?.elements?.first?["verification"] != nil)
            case .roles(let admitted): #expect(Set(roles) == admitted && shown["security"]?.elements?.count == 1)
            }
            let examples = (shown["responses"]?.members ?? []).flatMap { response in
                response.value["content"]?["application/problem+json"]?["examples"]?.members?.map(\.name) ?? []
            }
            for type in operation.failures {
                #expect(examples.contains(type.slug), "\(operation.name) hides \(type.slug)")
            }
            #expect(Set(examples).count == examples.count, "\(operation.name)")
            #expect((shown["requestBody"] != nil) == (route.body == .object), "\(operation.name)")
        }
        #expect(
            document["paths"]?.members?.flatMap { $0.value.members ?? [] }.count == operations.count { $0.route != nil }
        )
    }

    @Test func everyReferenceLeadsSomewhere() {
        for reference in references(in: document) {
            let steps = reference.split(separator: "/").map(String.init)
            #expect(steps.first == "#")
            let target = steps.dropFirst().reduce(Optional(document)) { $0?[$1] }
            #expect(target != nil, "\(reference)")
        }
    }

    private func references(in value: JSONValue) -> [String] {
        let here = value["$ref"]?.text.map { [$0] } ?? []
        return here + (value.members ?? []).flatMap { references(in: $0.value) }
            + (value.elements ?? []).flatMap(references)
    }

    @Test func aNameStandsForOneForm() {
        let documented = contracts.flatMap { contract in
            contract.operations.compactMap { DocumentedOperation($0, of: contract.service) }
        }
        for (name, components) in Dictionary(grouping: Set(documented.flatMap(\.components)), by: \.name) {
            #expect(components.count == 1, "\(name) has several forms")
        }
    }

    @Test func commandsTakeAKeyAndVersionsAreGuarded() throws {
        for operation in operations {
            guard let route = operation.route else { continue }
            let names = try self.operation(route)["parameters"]?.elements?.compactMap { $0["$ref"]?.text } ?? []
            let has = { (name: String) in names.contains("#/components/parameters/\(name)") }
            #expect(has("Idempotency-Key") == (operation.kind == .command), "\(operation.name)")
            #expect(has("If-Match") == operation.failures.contains(.stale), "\(operation.name)")
        }
    }

    @Test func pathParametersAreNeededAndTheQueryIsThatOfRoutesWithoutBody() throws {
        for operation in operations {
            guard let route = operation.route, let manual = operation.manual else { continue }
            let parameters = try self.operation(route)["parameters"]?.elements ?? []
            let path = parameters.filter { $0["in"]?.text == "path" }
            #expect(path.allSatisfy { $0["required"] == .boolean(true) }, "\(operation.name)")
            let query = parameters.filter { $0["in"]?.text == "query" }
            let fields = manual.input.fields.count
            #expect(path.count + query.count == (route.body == .none ? fields : path.count), "\(operation.name)")
        }
    }

    @Test func aNewAppointmentLeadsToWhatItsIdentifierOpens() throws {
        let schedule = try operation(Route(.post, "/api/appointments"))
        let links = schedule["responses"]?["200"]?["links"]
        #expect(links?["appointment.find"]?["parameters"]?["id"]?.text == "$response.body#/id")
        #expect(links?["participant.find"]?["parameters"]?["pid"]?.text == "$response.body#/participantIds/0/id")
        #expect(links?["appointment.list"] == nil)
    }

    @Test(arguments: [
        ("plain words", "plain words"), ("/api/{id}", "/api/{id}"), ("200", "\"200\""), ("no", "\"no\""),
        ("Null", "\"Null\""), ("a: b", "\"a: b\""), ("a #b", "\"a #b\""), ("", "\"\""), ("ends ", "\"ends \""),
        ("- a", "\"- a\""), ("\"", "\"\\\"\""), ("ä", "\"ä\""), ("1.0", "\"1.0\""), ("~", "\"~\""),
        ("a\tb", "\"a\\tb\""),
    ])
    func yamlQuotesWhatCouldBeTakenForSomethingElse(text: String, written: String) {
        #expect(YAMLText.document(.string(text)) == written + "\n")
    }

    @Test func yamlNestsByIndenting() {
        let value = JSONValue.object([
            "a": .array([.integer(1), .object(["b": .null, "c": .array([])]), .array([.boolean(true)])]),
            "d": .object([:]), "e": .string("one\n\ntwo"), "f": .string("one\n two"),
        ])
        #expect(
            YAMLText.document(value) == """
                a:
                  - 1
                  - b: null
                    c: []
                  - - true
                d: {}
                e: |-
                  one

                  two
                f: "one\\n two"

                """)
    }
}
