// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Logging
import NIOCore
import Synchronization
import Testing
import Time

@testable import GatewayService

@Suite struct KeyDownloadTests {
    @Test func theDocumentIsFetched() async throws {
        let asked = Mutex<[String]>([])
        try await LocalServer.with { request in
            asked.withLock { $0.append("\(request.method.rawValue) \(request.uri.string)") }
            return Self.answer(Array("{}".utf8))
        } during: { address async throws in
            #expect(try await download(address + "/keys?a=b").document() == Array("{}".utf8))
        }
        #expect(asked.withLock { $0 } == ["GET /keys?a=b"])
    }

    @Test(arguments: [HTTPResponse.Status.noContent, .notFound, .internalServerError, .partialContent])
    func anotherStatusThanOKIsAFault(status: HTTPResponse.Status) async throws {
        try await LocalServer.with { _ in
            Response(status: status)
        } during: { address async throws in
            await #expect(throws: KeyDownloadFault.status(status.code)) {
                try await download(address).document()
            }
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let asked = Mutex(0)
        try await LocalServer.with { _ in
            asked.withLock { $0 += 1 }
            return Response(status: .found, headers: [.location: "/elsewhere"])
        } during: { address async throws in
            await #expect(throws: KeyDownloadFault.status(302)) { try await download(address).document() }
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func aDocumentMayHaveSoManyBytes() async throws {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: KeyDownload.longest + 1)
        try await LocalServer.with { request in
            Self.answer(request.uri.path == "/more" ? bytes : Array(bytes.dropLast()))
        } during: { address async throws in
            #expect(try await download(address).document().count == KeyDownload.longest)
            await #expect(throws: KeyDownloadFault.tooLarge) {
                try await download(address + "/more").document()
            }
        }
    }

    @Test(arguments: [true, false])
    func anAnswerThatDoesNotEndIsLeft(begins: Bool) async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await LocalServer.with { _ in
            guard begins else {
                for await _ in gate {}
                return Response(status: .ok)
            }
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    for await _ in gate {}
                    try await writer.finish(nil)
                })
        } during: { address async throws in
            defer { open.finish() }
            await #expect(throws: KeyDownloadFault.late) {
                try await KeyDownload(url: address, patience: .milliseconds(300)).document()
            }
        }
    }

    @Test func whereNobodyListensThereIsNoAnswer() async throws {
        var address = ""
        try await LocalServer.with { _ in
            Response(status: .ok)
        } during: {
            address = $0
        }
        await #expect(throws: (any Error).self) { try await download(address).document() }
    }

    @Test func keysBehindAURLRotate() async throws {
        let workshop = try TokenWorkshop.shared.get()
        let (provider, clock, tokens) = (KeyProvider(), MovedClock(), TokenVerifier())
        try await LocalServer.with { _ in
            Self.answer(try provider.fetch())
        } during: { address async throws in
            let keys = RemoteKeys(
                refresh: .seconds(30), verifier: tokens,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { clock.now },
                download: download(address).document)
            let authenticator = Authenticator(tokens: tokens, remote: keys, clock: WallClock { TokenWorkshop.now })
            provider.fail(KeyDownloadFault.late)
            await keys.refresh()
            #expect(!keys.isLoaded)
            clock.move(by: .seconds(1))
            provider.publish([workshop.p256JWK])
            await keys.refresh()
            #expect(try await authenticator.verdict(on: workshop.token()) != nil)
            provider.publish([workshop.ed25519JWK])
            clock.move(by: .seconds(10))
            #expect(try await authenticator.verdict(on: workshop.edToken()) != nil)
            #expect(try await authenticator.verdict(on: workshop.token()) == nil)
        }
    }

    /// Patient, for what is tested here is not the speed of a machine.
    private func download(_ url: String) -> KeyDownload {
        KeyDownload(url: url, patience: .seconds(60))
    }

    private static func answer(_ document: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/jwk-set+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
    }
}
