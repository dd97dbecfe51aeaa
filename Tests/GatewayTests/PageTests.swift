// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Messaging
import Synchronization
import Testing

@testable import GatewayService

/// Links that people follow in a browser: pages under a policy, refusals in HTML where that is wanted.
@Suite struct PageTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()
    private let link = "/q/0123456789abcdef"
    private let page = Page(html: "<!DOCTYPE html><p>Wait", style: "sha256-AAAA")
    private let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    private func isUnlisted(_ response: Response) -> Bool {
        response.headers[.robotsTag] == "noindex" && response.headers[.referrerPolicy] == "no-referrer"
            && response.headers[.cacheControl] == "no-store" && response.headers[.vary] == "Accept"
    }

    @Test func aPageIsShownUnderAPolicyOfItsOwn() async throws {
        let page = page
        let response = try await send(try await responder { .answered(.page(page)) }, .get, link + "/")
        #expect(response.status == .ok && isUnlisted(response))
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(
            response.headers[.contentSecurityPolicy]
                == "default-src 'none'; style-src 'sha256-AAAA'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'")
        #expect(try await bytes(response) == Array(page.html.utf8))
        let item = try #require(asked.last)
        #expect(item.operation == "ticket.open" && item.caller == Caller(address: "127.0.0.1") && item.key == nil)
    }

    @Test func theRedirectIsUnlistedAsWell() async throws {
        let responder = try await responder { .answered(.redirect(to: "https://rooms.example/1")) }
        let response = try await send(responder, .get, link)
        #expect(response.status == .found && isUnlisted(response))
        #expect(response.headers[.location] == "https://rooms.example/1")
        #expect(response.headers[.contentSecurityPolicy] == nil)
    }

    @Test func headIsAnsweredLikeGetWithoutABody() async throws {
        let page = page
        let responder = try await responder { .answered(.page(page)) }
        let (get, head) = (try await send(responder, .get, link), try await send(responder, .head, link))
        #expect(head.status == .ok && isUnlisted(head))
        #expect(head.headers[.contentSecurityPolicy] == get.headers[.contentSecurityPolicy])
        #expect(try await bytes(head).isEmpty)
        #expect(asked.items.withLock { $0.map(\.item.operation) } == ["ticket.open", "ticket.open"])
        #expect(try await send(responder, .head, "/api/appointments/7").status == .methodNotAllowed)
    }

    @Test func aRefusalIsAPageForBrowsersAndAProblemForTheRest() async throws {
        let refusal = Refusal(.linkGone, page: page)
        let responder = try await responder { .refused(refusal) }
        let shown = try await send(responder, .get, link, [.accept: browser])
        #expect(shown.status == .gone && isUnlisted(shown))
        #expect(shown.headers[.contentType] == "text/html; charset=utf-8")
        #expect(shown.headers[.contentSecurityPolicy]?.contains("style-src 'sha256-AAAA'") == true)
        #expect(try await bytes(shown) == Array(page.html.utf8))
        for accept in [nil, "*/*", "application/json"] as [String?] {
            var fields: HTTPFields = [:]
            fields[.accept] = accept
            let response = try await send(responder, .get, link, fields)
            #expect(response.status == .gone && isUnlisted(response))
            #expect(try await problem(response)["type"]?.text == "/problems/link-gone")
        }
    }

    @Test func aPageThatSaysToWaitSaysHowLong() async throws {
        let refusal = Refusal(
            .tooManyRequests, page: page, retryAfter: 17, limit: ReachedLimit(name: "guesses", quota: 100, seconds: 600)
        )
        for accept in [browser, "*/*"] {
            let response = try await send(try await responder { .refused(refusal) }, .get, link, [.accept: accept])
            #expect(response.status == .tooManyRequests && response.headers[.retryAfter] == "17")
            let policies = response.headers[values: .rateLimitPolicy]
            #expect(policies.contains("\"guesses\";q=100;w=600"), "\(policies)")
        }
    }

    @Test func aRefusalWithoutAPageIsAProblemForBrowsersToo() async throws {
        let responder = try await responder { .refused(Refusal(.notFound)) }
        let response = try await send(responder, .get, link, [.accept: browser])
        #expect(try await problem(response)["status"]?.integer == 404)
    }

    @Test(arguments: [
        ("text/html", true), ("TEXT/HTML;q=0.1", true), ("text/html;q=0", false), ("", false), ("*/*", false),
        ("text/*", false), ("application/json, text/html", true), ("application/json, text/html; q=0.9", false),
        ("application/problem+json;q=0.5,text/html;q=0.5", true), ("text/html;q=x", false),
        ("text/html;level=1;q=0.3,application/json;q=0.2", true),
    ])
    func whoNamesHTMLAndWantsItNoLessThanJSONGetsIt(accept: String, prefers: Bool) {
        #expect(AcceptedTypes.prefersHTML(accept) == prefers)
    }

    @Test func aPageWithoutStyleAllowsNone() {
        #expect(
            Page.policy(style: nil)[.contentSecurityPolicy]
                == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
    }
}
