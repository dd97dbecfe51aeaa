// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import NotificationsContract
import Testing

@testable import NotificationsService

/// The real HTTP client against a server on loopback.
@Suite(.timeLimit(.minutes(2))) struct ProviderClientTests {
    private static let message = SMSMessage(id: "m-1", to: "+4930123456", text: "Grüße, 50 % + 1\n🙂")

    private static func client(allowing list: String = "127.0.0.1,localhost") throws -> ProviderClient {
        ProviderClient(Destinations(allowed: try #require(AllowedDestinations(list))))
    }

    private static func plain(_ url: String, headers: [String: Secret] = [:]) throws -> ProviderRequest {
        var sender = SMSSender(url: try #require(ProviderURL(url)), from: "Clinic & Co")
        sender.headers = headers
        let twilio = try #require(ProviderURL("https://api.twilio.com"))
        return try #require(sender.request(message, twilio: twilio))
    }

    @Test(arguments: [
        ("200 OK", SubmissionOutcome.accepted), ("201 Created", .accepted), ("202 Accepted", .accepted),
        ("301 Moved\r\nLocation: /elsewhere", .refused(code: 301)), ("400 Bad", .refused(code: 400)),
        ("401 No", .refused(code: 401)), ("403 No", .refused(code: 403)), ("404 No", .refused(code: 404)),
        ("422 No", .refused(code: 422)), ("408 Late", .deferred(code: 408)), ("429 Slow", .deferred(code: 429)),
        ("500 Oh", .deferred(code: 500)), ("503 Away", .deferred(code: 503)),
    ])
    func theStatusDecides(answer: String, outcome: SubmissionOutcome) async throws {
        let server = try ScriptedWebServer(answering: answer)
        defer { server.stop() }
        #expect(try await Self.client().post(Self.plain("http://127.0.0.1:\(server.port)/sms")) == outcome)
        #expect(server.seen.count == 1)
    }

    @Test func aPlainProviderGetsJSONAndItsFields() async throws {
        let server = try ScriptedWebServer(answering: "200 OK")
        defer { server.stop() }
        let request = try Self.plain(
            "http://localhost:\(server.port)/a/b?key=1", headers: ["Authorization": Secret("Bearer token-1")])
        #expect(try await Self.client().post(request) == .accepted)
        let seen = try #require(server.seen.first)
        #expect(seen.head.hasPrefix("POST /a/b?key=1 HTTP/1.1\r\n"))
        #expect(seen.head.contains("Authorization: Bearer token-1"))
        #expect(seen.head.lowercased().contains("host: localhost:\(server.port)"))
        #expect(seen.head.contains("Content-Type: application/json"))
        let json = try JSONValue.parse(Array(seen.body.utf8), limits: .message)
        #expect(json["to"]?.text == Self.message.to && json["from"]?.text == "Clinic & Co")
        #expect(json["text"]?.text == Self.message.text && json["id"]?.text == "m-1")
    }

    @Test func twilioGetsAFormWithALogin() async throws {
        let server = try ScriptedWebServer(answering: "201 Created")
        defer { server.stop() }
        var sender = SMSSender(url: try #require(ProviderURL("https://unused.example")), from: "Clinic & Co")
        sender.provider = .twilio
        sender.accountSid = "AC1"
        sender.authToken = Secret("token-1")
        let base = try #require(ProviderURL("http://127.0.0.1:\(server.port)"))
        let request = try #require(sender.request(Self.message, twilio: base))
        #expect(try await Self.client().post(request) == .accepted)
        let seen = try #require(server.seen.first)
        #expect(seen.head.hasPrefix("POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\r\n"))
        #expect(seen.head.contains("Authorization: Basic \(Data("AC1:token-1".utf8).base64EncodedString())"))
        #expect(seen.head.contains("Content-Type: application/x-www-form-urlencoded"))
        #expect(
            seen.body == "To=%2B4930123456&From=Clinic%20%26%20Co"
                + "&Body=Gr%C3%BC%C3%9Fe%2C%2050%20%25%20%2B%201%0A%F0%9F%99%82")
    }

    @Test func aConnectionThatBreaksAfterTheRequestLeavesItUnknown() async throws {
        let server = try ScriptedWebServer(answering: nil)
        defer { server.stop() }
        #expect(try await Self.client().post(Self.plain("http://127.0.0.1:\(server.port)/sms")) == .unknown)
        #expect(server.seen.count == 1)
    }

    @Test func aServerThatIsAwayDefers() async throws {
        #expect(try await Self.client().post(Self.plain("http://127.0.0.1:1/sms")) == .deferred(code: nil))
    }

    @Test func aServerThatIsNotPublicIsNotAsked() async throws {
        let server = try ScriptedWebServer(answering: "200 OK")
        defer { server.stop() }
        let client = try Self.client(allowing: "")
        for host in ["127.0.0.1", "localhost", "[::1]"] {
            let request = try Self.plain("http://\(host):\(server.port)/sms")
            await #expect(throws: DestinationFault.forbidden) { try await client.post(request) }
        }
        #expect(server.seen.isEmpty)
    }

    @Test(arguments: [
        "", "ftp://a.example", "https://", "https://user@a.example", "https://u:p@a.example/", "https://a.example#x",
        "https://a.example:0/", "https://a.example:65536/", "https://a.example:/", "https://127.1/",
        "https://2130706433/", "https://0x7f.0.0.1/", "https://0x7f000001/x y", "https://a..example/",
        "https://a.example\\@b.example/", "https://[::1", "https://a.example/\r\nX: y",
    ])
    func addressesWithTwoMeaningsAreRefused(url: String) {
        #expect(ProviderURL(url) == nil)
    }

    @Test func addressesAreReadAsTheyAreAsked() throws {
        let url = try #require(ProviderURL("https://SMS.Example.com?a=b"))
        #expect(url.text == "https://sms.example.com:443/?a=b")
        #expect(url.shown == "https://sms.example.com:443/")
        #expect(ProviderURL("http://[::1]:8080/x")?.isLoopback == true)
        #expect(ProviderURL("http://127.0.0.1.example.com/")?.isLoopback == false)
    }
}
