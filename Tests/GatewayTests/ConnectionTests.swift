// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Testing

@testable import GatewayService

/// The server as it is in service, on real connections.
@Suite struct ConnectionTests: EdgeSuite {
    let workshop: TokenWorkshop
    let asked = Asked()

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    /// Runs the server and lends a connection to it.
    private func serve(
        patience: Duration = .seconds(10), headPatience: Duration = .seconds(10),
        during body: (BareConnection) async throws -> Void
    ) async throws {
        var responder = try await responder { .answered(.noContent) }
        responder.patience = patience
        let server = GatewayService.server(idleSeconds: 75, headPatience: headPatience)
        try await LocalServer.serve(responder, through: server) { port in
            try await body(try BareConnection(port: port))
        }
    }

    /// The head of a request with a good token.
    private func head(_ line: String, _ fields: String...) throws -> String {
        let token = try workshop.token()
        let all = [line, "Host: test", "Authorization: Bearer \(token)", "Content-Type: application/json"] + fields
        return all.joined(separator: "\r\n") + "\r\n\r\n"
    }

    // MARK: - Versions

    @Test(arguments: [[], ["Host: a", "Host: a"], ["Host: a", "Host: b"]])
    func aRequestNamesOneHost(hosts: [String]) async throws {
        try await serve { connection in
            connection.write((["GET /health/live HTTP/1.1"] + hosts).joined(separator: "\r\n") + "\r\n\r\n")
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.text.contains("/problems/malformed-request"))
            #expect(answer.isAll)
        }
    }

    @Test func aSecondRequestNamesItsHostToo() async throws {
        try await serve { connection in
            connection.write(try head("DELETE /api/appointments/7 HTTP/1.1"))
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
            connection.write("DELETE /api/appointments/7 HTTP/1.1\r\n\r\n")
            #expect(await connection.readAll().text.hasPrefix("HTTP/1.1 400 "))
        }
        #expect(asked.count == 1)
    }

    @Test func anOlderRequestNeedsNoHostAndIsToldNothingBefore() async throws {
        try await serve { connection in
            connection.write("GET /health/live HTTP/1.0\r\n\r\n")
            #expect(await connection.read(until: "}").text.hasPrefix("HTTP/1.1 200 "))
        }
        try await serve { connection in
            let fields = ["Content-Length: 2", "Expect: 100-continue"].joined(separator: "\r\n")
            connection.write(try head("POST /api/appointments/ HTTP/1.0", fields) + "{}")
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
        }
    }

    // MARK: - Large heads

    @Test func aLongTargetIsRefused() async throws {
        try await serve { connection in
            let query = String(repeating: "a", count: 8_192)
            connection.write("GET /health/live?\(query) HTTP/1.1\r\nHost: test\r\n\r\n")
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 414 "))
            #expect(answer.text.contains("/problems/target-too-long"))
            #expect(answer.isAll)
        }
    }

    @Test(arguments: [
        (1, 90_000), (20, 5_000), (1_100, 1),
    ])
    func aLargeHeaderIsRefused(count: Int, size: Int) async throws {
        let fields = (0..<count).map { "X-\($0): " + String(repeating: "a", count: size) }
        try await serve { connection in
            let lines = ["GET /health/live HTTP/1.1", "Host: test"] + fields
            await connection.writeAll(lines.joined(separator: "\r\n") + "\r\n\r\n")
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 431 "))
            #expect(answer.text.contains("/problems/header-too-large"))
            #expect(answer.isAll)
        }
    }

    // MARK: - Transfer codings

    @Test(arguments: ["gzip, chunked", "deflate, Chunked", "identity, chunked"])
    func onlyChunksAreTakenApart(codings: String) async throws {
        try await serve { connection in
            connection.write(
                try head("POST /api/appointments/ HTTP/1.1", "Transfer-Encoding: \(codings)") + "2\r\n{}\r\n0\r\n\r\n")
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 501 "))
            #expect(answer.text.contains("/problems/unsupported-transfer-coding"))
            #expect(answer.isAll)
        }
        #expect(asked.count == 0)
    }

    @Test func anOlderRequestHasNoChunks() async throws {
        try await serve { connection in
            connection.write(
                try head("POST /api/appointments/ HTTP/1.0", "Transfer-Encoding: chunked") + "2\r\n{}\r\n0\r\n\r\n")
            #expect(await connection.readAll().text.hasPrefix("HTTP/1.1 400 "))
        }
        #expect(asked.count == 0)
    }

    @Test func chunksAreABody() async throws {
        try await serve { connection in
            connection.write(
                try head("POST /api/appointments/ HTTP/1.1", "Transfer-Encoding: Chunked") + "2\r\n{}\r\n0\r\n\r\n")
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
        }
        #expect(asked.count == 1)
    }

    // MARK: - Slow heads

    @Test func aHeadThatStopsIsAnsweredAndTheConnectionClosed() async throws {
        try await serve(headPatience: .milliseconds(300)) { connection in
            connection.write("GET /health/live HTTP/1.1\r\nHost: te")
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.text.contains("/problems/request-timeout"))
            #expect(answer.isAll)
        }
    }

    @Test func aHeadThatTricklesIsNotReadForever() async throws {
        try await serve(headPatience: .milliseconds(300)) { connection in
            connection.write("GET /health/live HTTP/1.1\r\nX-Long: ")
            for _ in 0..<40 {
                connection.write("x")
                try await Task.sleep(for: .milliseconds(20))
            }
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.isAll)
        }
    }

    @Test func onlyAHeadThatHasBegunHasADeadline() async throws {
        try await serve(headPatience: .milliseconds(300)) { connection in
            for _ in 0..<2 {
                try await Task.sleep(for: .milliseconds(500))
                let request = try head("DELETE /api/appointments/7 HTTP/1.1")
                connection.write(String(request.prefix(20)))
                try await Task.sleep(for: .milliseconds(50))
                connection.write(String(request.dropFirst(20)))
                #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
            }
        }
        #expect(asked.count == 2)
    }

    // MARK: - Slow bodies

    @Test(arguments: ["", "{"])
    func aBodyThatStopsIsAnsweredAndTheConnectionClosed(begin: String) async throws {
        try await serve(patience: .milliseconds(300)) { connection in
            connection.write(try head("POST /api/appointments/ HTTP/1.1", "Content-Length: 20") + begin)
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.text.contains("The body took too long to arrive."))
            #expect(answer.isAll)
        }
        #expect(asked.count == 0)
    }

    @Test func aBodyThatTricklesIsNotReadForever() async throws {
        try await serve(patience: .milliseconds(300)) { connection in
            connection.write(try head("POST /api/appointments/ HTTP/1.1", "Content-Length: 1000"))
            for _ in 0..<40 {
                connection.write(" ")
                try await Task.sleep(for: .milliseconds(20))
            }
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.isAll)
        }
        #expect(asked.count == 0)
    }

    @Test func aConnectionIsGoodForMoreAfterABody() async throws {
        try await serve(patience: .milliseconds(300)) { connection in
            for _ in 0..<2 {
                connection.write(try head("POST /api/appointments/ HTTP/1.1", "Content-Length: 2") + "{}")
                #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
                // Longer than a body may take.
                try await Task.sleep(for: .milliseconds(500))
            }
        }
        #expect(asked.count == 2)
    }

    // MARK: - Bodies nobody asked for

    @Test func aBodyThatNobodyAskedForIsIgnoredUpToTheLimit() async throws {
        let path = "DELETE /api/appointments/7 HTTP/1.1"
        try await serve { connection in
            connection.write(try head(path, "Content-Length: 3") + "[1]")
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
            connection.write(try head(path, "Transfer-Encoding: chunked") + "3\r\n[1]\r\n0\r\n\r\n")
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
            connection.write(try head(path, "Content-Length: 262145"))
            #expect(await connection.readAll().text.hasPrefix("HTTP/1.1 413 "))
        }
        try await serve { connection in
            connection.write(try head(path, "Transfer-Encoding: chunked"))
            let piece = String(repeating: " ", count: 65_536)
            for _ in 0..<5 {
                connection.write("10000\r\n\(piece)\r\n")
            }
            #expect(await connection.readAll().text.hasPrefix("HTTP/1.1 413 "))
        }
        #expect(asked.count == 2)
    }

    // MARK: - Last requests

    @Test(arguments: [
        ("POST /api/appointments/ HTTP/1.1", "413"), ("POST /nowhere HTTP/1.1", "404"),
        ("PUT /health/live HTTP/1.1", "405"), ("GET /health/live HTTP/1.1", "200"),
    ])
    func theAnswerToALastRequestIsReadableWhateverIsSent(line: String, status: String) async throws {
        try await serve { connection in
            connection.write(try head(line, "Connection: close", "Content-Length: 10485760"))
            await connection.writeAll(String(repeating: " ", count: 10_485_760))
            let answer = await connection.readAll()
            #expect(answer.text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.text.lowercased().contains("\r\nconnection: close\r\n"))
            #expect(answer.isAll)
        }
        #expect(asked.count == 0)
    }

    @Test(arguments: ["Connection: close", "Connection: Close", "Connection: close, x"])
    func aConnectionEndsWithItsLastRequest(field: String) async throws {
        try await serve { connection in
            let path = "DELETE /api/appointments/7 HTTP/1.1"
            connection.write(try head(path) + head(path, field))
            let answer = await connection.readAll()
            #expect(answer.text.ranges(of: "HTTP/1.1 204 ").count == 2)
            #expect(answer.isAll)
        }
        #expect(asked.count == 2)
    }

    // MARK: - Bodies that wait

    @Test func aBodyThatWaitsIsCalledForOnce() async throws {
        try await serve { connection in
            let request = try head("POST /api/appointments/ HTTP/1.1", "Content-Length: 2", "Expect: 100-Continue")
            for _ in 0..<2 {
                connection.write(request)
                #expect(await connection.read(until: "\r\n\r\n").text == "HTTP/1.1 100 Continue\r\n\r\n")
                connection.write("{}")
                #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
            }
        }
        #expect(asked.count == 2)
    }

    @Test(arguments: [
        (["Content-Length: 262145"], "413"), (["Content-Length: 2", "Content-Encoding: gzip"], "415"),
    ])
    func aBodyThatWouldBeRefusedIsNotCalledFor(fields: [String], status: String) async throws {
        try await serve { connection in
            let waiting = (fields + ["Expect: 100-continue"]).joined(separator: "\r\n")
            connection.write(try head("POST /api/appointments/ HTTP/1.1", waiting))
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 \(status) "))
        }
        #expect(asked.count == 0)
    }

    @Test func aRouteWithoutABodyCallsForNone() async throws {
        try await serve { connection in
            connection.write(
                try head("DELETE /api/appointments/7 HTTP/1.1", "Content-Length: 2", "Expect: 100-continue"))
            #expect(await connection.read(until: "\r\n\r\n").text.hasPrefix("HTTP/1.1 204 "))
        }
        #expect(asked.count == 1)
    }
}
