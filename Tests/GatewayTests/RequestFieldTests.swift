// SPDX-License-Identifier: Apache-2.0
import Contract
import Observability
import ServiceProcess
import Testing

@testable import GatewayService

@Suite struct RequestFieldTests {
    @Test func aWellFormedRequestIdIsEchoedAndNeverUsedOnTheBroker() {
        let id = RequestID(header: "Client.request_1-a")
        #expect(id.shown == "Client.request_1-a")
        #expect(id.item != id.shown)
        #expect(Identifier.isWellFormed(id.item))
    }

    @Test(arguments: [nil, "", "a b", "a\nb", "ä", "a/b", "\"", String(repeating: "a", count: 129)])
    func anyOtherRequestIdIsReplaced(header: String?) {
        let id = RequestID(header: header)
        #expect(id.shown == id.item)
    }

    @Test func idempotencyKeysAreVisibleASCII() throws {
        #expect(try IdempotencyKey.read(nil) == nil)
        #expect(try IdempotencyKey.read("~!key:1") == "~!key:1")
        #expect(try IdempotencyKey.read(String(repeating: "k", count: 255))?.count == 255)
        for key in ["", "a b", "a\tb", "ä", "a, b", String(repeating: "k", count: 256)] {
            let problem = #expect(throws: Problem.self) { try IdempotencyKey.read(key) }
            #expect(problem?.type == .invalidRequest)
            #expect(problem?.faults.map(\.pointer) == ["/Idempotency-Key"])
        }
    }

    @Test func aTraceIsContinuedWithASpanOfOurOwn() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
        let next = TraceContext.next(after: parent)
        #expect(next.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-"))
        #expect(next.hasSuffix("-00"))
        #expect(!next.contains("b7ad6b7169203331"))
        #expect(next.utf8.count == 55)
        #expect(
            TraceContext.next(after: "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what").hasSuffix("-01"))
    }

    @Test(arguments: [
        nil, "", "00", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
    ])
    func withoutAWellFormedParentATraceBegins(header: String?) {
        let next = TraceContext.next(after: header)
        #expect(next.utf8.count == 55)
        #expect(next.hasPrefix("00-") && next.hasSuffix("-01"))
        #expect(!next.lowercased().contains("0af7651916cd43dd8448eb211c80319c"))
        #expect(TraceContext.next(after: next).hasPrefix(next.prefix(36)))
    }

    @Test(arguments: [
        ("\"3\"", true), ("W/\"3\"", true), ("*", true), (" * ", true), ("\"1\", \"3\"", true), ("\"1\",W/\"3\"", true),
        ("\"2\"", false), ("3", false), ("", false), ("\"1\", \"2\"", false), ("\"3", false), ("\"33\"", false),
        ("\"a,b\", \"3\"", true), ("\"*\"", false),
    ])
    func tagsAreComparedWeaklyAndOneByOne(condition: String, matches: Bool) {
        #expect(EntityTags.matches(condition, "\"3\"") == matches)
        #expect(EntityTags.matches(condition, "W/\"3\"") == matches)
    }

    @Test func theClientIsThePeerUnlessAProxyIsTrusted() throws {
        #expect(TrustedProxies.none.client(peer: "9.9.9.9", forwardedFor: "1.2.3.4") == "9.9.9.9")
        let proxies = try TrustedProxies("10.0.0.0/8, 192.168.1.7, fd00::/8")
        #expect(proxies.client(peer: "9.9.9.9", forwardedFor: "1.2.3.4") == "9.9.9.9")
        #expect(proxies.client(peer: "10.1.2.3", forwardedFor: "1.2.3.4") == "1.2.3.4")
        #expect(proxies.client(peer: "10.1.2.3", forwardedFor: nil) == "10.1.2.3")
        #expect(proxies.client(peer: "::ffff:10.1.2.3", forwardedFor: "1.2.3.4") == "1.2.3.4")
        #expect(proxies.client(peer: "fd12::1", forwardedFor: "2001:db8::1") == "2001:db8::1")
        #expect(proxies.client(peer: "11.0.0.1", forwardedFor: "1.2.3.4") == "11.0.0.1")
        #expect(proxies.client(peer: "192.168.1.8", forwardedFor: "1.2.3.4") == "192.168.1.8")
    }

    @Test func theNearestUntrustedHopCounts() throws {
        let proxies = try TrustedProxies("10.0.0.0/8")
        #expect(proxies.client(peer: "10.0.0.1", forwardedFor: "6.6.6.6, 1.2.3.4, 10.0.0.2") == "1.2.3.4")
        #expect(proxies.client(peer: "10.0.0.1", forwardedFor: "6.6.6.6, <script>") == "10.0.0.1")
        #expect(proxies.client(peer: "10.0.0.1", forwardedFor: "10.0.0.3,10.0.0.2") == "10.0.0.3")
    }

    @Test(arguments: ["x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "fd00::/129", "10.0.0/8", "localhost"])
    func aProxyThatIsNoAddressIsRefused(list: String) {
        #expect(throws: ConfigurationFault.self) { try TrustedProxies(list) }
    }
}
