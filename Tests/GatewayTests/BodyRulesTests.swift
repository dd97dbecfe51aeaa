// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HTTPTypes
import HummingbirdCore
import JSON
import NIOCore
import Testing

@testable import GatewayService

@Suite struct BodyRulesTests {
    @Test(arguments: [
        "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8",
        "application/json ; charset=\"utf-8\"", "application/json; version=1",
    ])
    func plainJSONIsAccepted(type: String) throws {
        try BodyRules.check([.contentType: type, .contentLength: "2"])
    }

    @Test(arguments: [
        "text/plain", "application/jsonx", "application/problem+json", "application/json; charset=utf-16",
        "application/json; charset", "application/json, application/json", "application/x-www-form-urlencoded", "",
        "multipart/form-data; boundary=x", "json", "application/json; charset=utf-8, text/html",
    ])
    func anotherTypeIsUnsupported(type: String) {
        #expect(slug { try BodyRules.check([.contentType: type, .contentLength: "2"]) } == "unsupported-media-type")
    }

    @Test(arguments: ["gzip", "deflate", "br", "gzip, identity"])
    func anEncodedBodyIsUnsupported(encoding: String) {
        let headers: HTTPFields = [
            .contentType: "application/json", .contentLength: "2", .contentEncoding: encoding,
        ]
        #expect(slug { try BodyRules.check(headers) } == "unsupported-media-type")
    }

    @Test(arguments: ["262145", "99999999999999999999999999"])
    func aBodyAnnouncedAsTooLongIsRefusedBeforeItIsRead(length: String) {
        #expect(slug { try BodyRules.check([.contentType: "text/plain", .contentLength: length]) } == "too-large")
    }

    @Test func noBodyIsMalformedWhateverItsType() {
        #expect(slug { try BodyRules.check([:]) } == "malformed-body")
        #expect(slug { try BodyRules.check([.contentLength: "0", .contentType: "text/plain"]) } == "malformed-body")
    }

    @Test func aBodyInChunksNeedsNoLength() throws {
        try BodyRules.check([.contentType: "application/json", .transferEncoding: "chunked"])
    }

    @Test func aBodyOfExactlyTheLimitIsRead() async throws {
        let body = RequestBody(buffer: ByteBuffer(repeating: 0x20, count: HTTP.maximumBodyBytes))
        #expect(try await BodyReader.read(body).count == HTTP.maximumBodyBytes)
    }

    @Test func aBodyThatTurnsOutTooLongIsRefusedWhileReading() async throws {
        let part = ByteBuffer(repeating: 0x20, count: HTTP.maximumBodyBytes / 2)
        let parts = AsyncStream { continuation in
            for _ in 0..<3 { continuation.yield(part) }
            continuation.finish()
        }
        let problem = await #expect(throws: Problem.self) {
            try await BodyReader.read(RequestBody(asyncSequence: parts))
        }
        #expect(problem?.type == .tooLarge)
        #expect(problem?.closesConnection == true)
    }

    @Test func aBodyThatIsIgnoredIsBoundedToo() async throws {
        try BodyRules.checkLength([.contentLength: "262144", .contentType: "text/plain"])
        #expect(slug { try BodyRules.checkLength([.contentLength: "262145"]) } == "too-large")
        try await BodyReader.skip(RequestBody(buffer: ByteBuffer()))
        let problem = await #expect(throws: Problem.self) {
            try await BodyReader.skip(
                RequestBody(buffer: ByteBuffer(repeating: 0x20, count: HTTP.maximumBodyBytes + 1)))
        }
        #expect(problem?.type == .tooLarge)
    }

    @Test func aBodyWithoutBytesIsMalformed() async {
        let problem = await #expect(throws: Problem.self) {
            try await BodyReader.read(RequestBody(buffer: ByteBuffer()))
        }
        #expect(problem?.type == .malformedBody)
    }

    @Test(arguments: [
        "", "{", "[]", "null", "\"a\"", "1", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":1e400}", "\u{FEFF}{}", "{'a':1}", "{\"a\":1,}",
        String(repeating: "[", count: 100_000),
        "{\"a\":" + String(repeating: "[", count: 32) + "1"
            + String(repeating: "]", count: 32) + "}",
        "{\"a\":[" + String(repeating: "0,", count: 10_000) + "0]}",
    ])
    func whatIsNotOneStrictObjectIsMalformed(body: String) {
        #expect(slug { _ = try Payload.object(Array(body.utf8), path: []) } == "malformed-body")
    }

    @Test func bytesThatAreNotUTF8AreMalformed() {
        #expect(
            slug { _ = try Payload.object([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], path: []) } == "malformed-body")
    }

    @Test func theBodyIsEncodedAgainWithThePathLaidOverIt() throws {
        let body = Array(#" { "id" : "mine", "n" : 1.50, "text":"ä\n" , "list":[ 1, null ] } "#.utf8)
        let payload = try Payload.object(body, path: [("id", "theirs"), ("pid", "\"p\"")])
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"n":1.50,"text":"ä\n","list":[1,null],"id":"theirs","pid":"\"p\""}"#)
    }

    @Test func queryAndPathBecomeStringsAndThePathWins() throws {
        let query = try QueryParameters("a=1&id=x&a=2&empty&sp=a+b%20c&k=v=w&a=%2C")
        let payload = Payload.strings(query: query, path: [("id", "7")])
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"a":"1,2,,","empty":"","sp":"a b c","k":"v=w","id":"7"}"#)
    }

    @Test(arguments: ["a=%", "a=%zz", "a=%00", "a=%ff", "%ff=a"])
    func aQueryThatIsNotEncodedTextIsRefused(query: String) {
        #expect(slug { _ = try QueryParameters(query) } == "invalid-request")
    }

    @Test func aQueryOfVeryManyParametersIsRefused() {
        let query = (0..<65).map { "p\($0)=1" }.joined(separator: "&")
        #expect(slug { _ = try QueryParameters(query) } == "invalid-request")
    }

    private func slug(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Problem)?.type.slug
        }
    }
}
