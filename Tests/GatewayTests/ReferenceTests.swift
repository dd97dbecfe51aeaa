// SPDX-License-Identifier: Apache-2.0
import Contract
import Crypto
import Foundation
import GatewayContract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import OpenAPI
import Testing

@testable import GatewayService

@Suite struct ReferenceTests {
    private let document = OpenAPIDocument(GatewayService.contracts)
    private let routes: RouteTable

    init() throws {
        routes = try RouteTable(
            GatewayService.contracts, documents: ServedDocument.all(GatewayService.contracts))
    }

    private func served(_ path: String, method: String = "GET") throws -> ServedDocument {
        guard case .found(.document(let document), _) = routes.match(method: method, path: path) else {
            throw Missing(path: path)
        }
        return document
    }

    private struct Missing: Error {
        let path: String
    }

    @Test(arguments: [
        ("/openapi.json", "application/json"), ("/openapi.yaml", "application/yaml"),
        ("/docs", "text/html; charset=utf-8"),
    ])
    func theDescriptionIsServedWithATagAndKept(path: String, type: String) throws {
        let page = try served(path)
        let response = page.response(unless: nil, request: "request-1")
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == type)
        #expect(response.headers[.requestID] == "request-1")
        #expect(response.headers[.eTag] == page.etag)
        #expect(response.headers[.cacheControl] == "public, max-age=300")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect((response.body.contentLength ?? 0) > 1000)
        let known = page.response(unless: "\"other\", \(page.etag)", request: "request-1")
        #expect(known.status == .notModified)
        #expect(known.headers[.eTag] == page.etag)
        #expect((known.body.contentLength ?? 0) == 0)
    }

    @Test func whatTheGatewayKnowsByItselfAnswersHeadAsWell() throws {
        for path in ["/openapi.json", "/openapi.yaml/", "/docs"] {
            #expect(try served(path, method: "HEAD").path == path.replacing(/\/$/, with: ""))
        }
        guard case .found(.problem, _) = routes.match(method: "HEAD", path: "/problems/forbidden"),
            case .found(.live, _) = routes.match(method: "HEAD", path: "/health/live"),
            case .notAllowed = routes.match(method: "HEAD", path: "/api/appointments/7"),
            case .notAllowed = routes.match(method: "POST", path: "/docs")
        else {
            Issue.record("HEAD leads elsewhere")
            return
        }
    }

    @Test func everyProblemOfTheDocumentHasItsPageAndEveryPageItsProblem() {
        let shown = document.json["components"]?["examples"]?.members?.map(\.name) ?? []
        let pages = ProblemPages(GatewayService.contracts).slugs
        // The edge answers these before it is known what is meant, or where no operation is.
        let edge: [ProblemType] = [
            .methodNotAllowed, .requestTimeout, .headerTooLarge, .targetTooLong, .unsupportedCoding,
        ]
        #expect(Set(shown).union(edge.map(\.slug)) == Set(pages))
    }

    @Test func thePageShowsEveryOperationFormAndProblem() {
        let page = ReferenceHTML(document: document.json).text
        for operation in GatewayService.contracts.flatMap(\.operations) {
            guard let manual = operation.manual else { continue }
            #expect(page.contains("<article id=\"\(operation.name)\">"), "\(operation.name)")
            #expect(page.contains(HTMLText.marked(manual.summary)), "\(operation.name)")
            for field in manual.input.fields {
                #expect(page.contains("<code>\(field.name)</code>"), "\(operation.name): \(field.name)")
            }
            for type in operation.failures {
                #expect(page.contains("href=\"/problems/\(type.slug)\""), "\(type.slug)")
            }
        }
        for match in page.matches(of: /href="#([^"]+)"/) {
            #expect(page.contains("id=\"\(match.1)\""), "#\(match.1) leads nowhere")
        }
        #expect(page.contains("Exactly one of <code>customer</code>, <code>customers</code> is needed."))
    }

    @Test func thePageNeedsNothingFromOutsideAndItsPolicyAllowsNothingElse() throws {
        let page = ReferenceHTML(document: document.json).text
        #expect(page.contains("<html lang=\"en\">"))
        #expect(page.firstMatch(of: /<(script|link|img|iframe|form|object)\b/) == nil)
        #expect(page.firstMatch(of: /(href|src)="(https?:)?\/\//) == nil)
        #expect(page.firstMatch(of: /\b(style|on[a-z]+)="/) == nil)
        let styles = page.matches(of: /<style>([\s\S]*?)<\/style>/)
        #expect(styles.count == 1)
        let hash = Data(SHA256.hash(data: Data((styles.first?.1 ?? "").utf8))).base64EncodedString()
        let policy = try served("/docs").response(unless: nil, request: "r").headers[.contentSecurityPolicy]
        #expect(policy?.hasPrefix("default-src 'none'; style-src 'sha256-\(hash)'; ") == true)
    }

    @Test func textsOfTheDocumentAreEscaped() {
        let hostile = "<script>alert(1)</script>"
        let document = JSONValue.object([
            "info": .object([
                "title": .string(hostile), "summary": .string("`\(hostile)`"), "description": .string(hostile),
            ]),
            "tags": .array([.object(["name": .string("a")])]),
            "paths": .object([
                .init(
                    name: "/\(hostile)",
                    value: .object([
                        "get": .object([
                            "operationId": .string("\"\(hostile)"), "tags": .array([.string("a")]),
                            "parameters": .array([
                                .object([
                                    "name": .string(hostile), "in": .string(hostile), "description": .string(hostile),
                                    "schema": .object(["type": .string(hostile), "enum": .array([.string(hostile)])]),
                                ])
                            ]),
                            "responses": .object(["200": .object(["description": .string(hostile)])]),
                        ])
                    ]))
            ]),
            "components": .object(["schemas": .object([.init(name: hostile, value: .object([:]))])]),
        ])
        let page = ReferenceHTML(document: document).text
        #expect(!page.contains("<script"))
        #expect(page.contains("<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>"))
        #expect(page.contains("id=\"&quot;&lt;script&gt;"))
    }
}
