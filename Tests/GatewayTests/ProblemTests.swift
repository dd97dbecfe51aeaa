// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Testing

@testable import GatewayService

@Suite struct ProblemTests {
    private static let statuses: [FailureKind: Int] = [
        .invalid: 400, .unauthenticated: 401, .forbidden: 403, .notFound: 404, .methodNotAllowed: 405, .conflict: 409,
        .gone: 410, .stale: 412, .tooLarge: 413, .unsupported: 415, .unprocessable: 422, .tooMany: 429, .fault: 500,
        .unavailable: 503, .late: 504, .slow: 408, .longHeader: 431, .longTarget: 414, .unimplemented: 501,
    ]

    @Test(arguments: FailureKind.allCases)
    func everyKindOfFailureBecomesAProblemDocument(kind: FailureKind) throws {
        let problem = Problem(Refusal(ProblemType("some-slug", kind, "A title", "An explanation"), "What happened"))
        let response = problem.response(request: "request-1")
        #expect(response.status.code == Self.statuses[kind])
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.requestID] == "request-1")
        #expect(response.headers[.cacheControl] == "no-store")
        let body = try JSONValue.parse(problem.document(request: "request-1"))
        #expect(
            body
                == .object([
                    "type": .string("/problems/some-slug"), "title": .string("A title"),
                    "status": .integer(Int64(response.status.code)), "detail": .string("What happened"),
                    "instance": .string("request-1"),
                ]))
    }

    @Test func onlyWhatIsWorthAskingAgainSaysWhen() {
        let waiting = [ProblemType.unavailable, .late, .requestInProgress]
        for type in ProblemPages.own + ProblemType.everywhere + [.slotTaken, .requestInProgress, .keyReused, .stale] {
            let retryAfter = Problem(type).response(request: "r").headers[.retryAfter]
            #expect(retryAfter == (waiting.contains(type) ? "1" : nil), "\(type.slug)")
        }
    }

    @Test func anUnauthenticatedAnswerNamesTheScheme() {
        #expect(Problem(.unauthorized).response(request: "r").headers[.wwwAuthenticate] == "Bearer")
        #expect(Problem(.forbidden).response(request: "r").headers[.wwwAuthenticate] == nil)
    }

    @Test func aMethodThatIsNotAllowedNamesTheOthers() {
        let response = Problem(.methodNotAllowed, allowed: [.get, .put]).response(request: "r")
        #expect(response.headers[.allow] == "GET, PUT")
    }

    @Test func faultsAndAlternativesAreListed() throws {
        let refusal = Refusal(
            .slotTaken, faults: [Fault(pointer: "/start", detail: "is \"taken\"")],
            alternatives: ["2026-01-01T10:00:00.0Z"])
        let body = try JSONValue.parse(Problem(refusal).document(request: "r"))
        #expect(body["errors"]?.elements?.first?["pointer"]?.text == "/start")
        #expect(body["errors"]?.elements?.first?["detail"]?.text == "is \"taken\"")
        #expect(body["alternatives"]?.elements == [.string("2026-01-01T10:00:00.0Z")])
        #expect(body["detail"]?.text == "The request has values that are not accepted; `errors` names each.")
    }

    @Test func aTakenSlotAlwaysListsItsAlternatives() throws {
        let taken = try JSONValue.parse(Problem(Refusal(.slotTaken)).document(request: "r"))
        #expect(taken["alternatives"]?.elements == [])
        let other = try JSONValue.parse(Problem(Refusal(.participantPresent)).document(request: "r"))
        #expect(other["alternatives"] == nil)
    }

    @Test func aRefusalWithoutWordsIsExplainedByItsType() throws {
        func detail(_ problem: Problem) throws -> String? {
            try JSONValue.parse(problem.document(request: "r"))["detail"]?.text
        }
        #expect(try detail(Problem(.stale)) == ProblemType.stale.explanation)
        #expect(try detail(Problem(Refusal(.stale, "Version 3."))) == "Version 3.")
        // Types in replies are named only.
        let declared = GatewayService.contracts.flatMap { $0.operations.flatMap(\.failures) }
        for type in declared + [.unauthorized] {
            let named = ProblemType(type.slug, type.kind, type.title, "")
            #expect(try detail(Problem(Refusal(named))) == type.explanation)
            #expect(!type.explanation.isEmpty, "\(type.slug)")
        }
        #expect(try detail(Problem(Refusal(ProblemType("of-tomorrow", .conflict, "A title", "")))) == "A title")
    }

    @Test(arguments: FailureKind.allCases)
    func aBareFailureOfTheSystemIsUnavailableLateOrAFault(kind: FailureKind) {
        let type = Problem(failure: kind).type
        switch kind {
        case .unavailable: #expect(type == .unavailable)
        case .late: #expect(type == .late)
        case .invalid, .unauthenticated, .forbidden, .notFound, .methodNotAllowed, .conflict, .gone, .stale, .tooLarge,
            .unsupported, .unprocessable, .slow, .unimplemented, .longTarget, .longHeader, .tooMany, .fault:
            #expect(type == .fault)
        }
    }

    @Test func everyProblemOfTheContractsHasAPage() throws {
        let pages = ProblemPages(GatewayService.contracts)
        let declared = GatewayService.contracts.flatMap { $0.operations.flatMap(\.failures) }
        for type in declared + ProblemType.everywhere + ProblemPages.own {
            let page = String(decoding: try #require(pages.page(type.slug)), as: UTF8.self)
            #expect(page.contains("<html lang=\"en\">"))
            #expect(page.contains("/problems/\(type.slug)"))
        }
        #expect(pages.page("no-such-problem") == nil)
    }

    @Test func textsOnPagesAreEscaped() throws {
        let contract = ServiceContract(.calendar, operations: [.between(OddOperation.self)])
        let page = String(decoding: try #require(ProblemPages([contract]).page("odd")), as: UTF8.self)
        #expect(page.contains("<h1>&lt;b&gt; &amp; &quot;co&quot;</h1>"))
        #expect(page.contains("<p>Say <code>&lt;script&gt;</code> twice.</p>"))
    }
}

/// Declares a problem whose texts are markup.
private struct OddOperation: PrivateOperation {
    struct Reply: Codable, Sendable {}

    static let name = "odd"
    static let kind = OperationKind.query
    static let callers: [ServiceName] = []
    static let failures = [ProblemType("odd", .invalid, "<b> & \"co\"", "Say `<script>` twice.")]
}
