// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Testing

/// A real HTTP server on a free port of the loopback interface.
enum LocalServer {
    /// Runs it as long as the body does.
    ///
    /// - Parameter body: is given the server's address, such as `http://127.0.0.1:40000`.
    static func with(
        _ answer: @escaping @Sendable (Request) async throws -> Response,
        during body: (String) async throws -> Void
    ) async throws {
        let responder = CallbackResponder { (request: Request, _: BasicRequestContext) in try await answer(request) }
        try await serve(responder, through: .http1()) { port in try await body("http://127.0.0.1:\(port)") }
    }

    /// The same for a responder and a server of one's own.
    ///
    /// - Parameter body: is given the server's port.
    static func serve<Responder: HTTPResponder>(
        _ responder: Responder, through server: HTTPServerBuilder, during body: (Int) async throws -> Void
    ) async throws where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: responder, server: server,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                if let number = channel.localAddress?.port {
                    port.yield(number)
                }
            }, logger: logger)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            let outcome: Result<Void, any Error>
            do {
                let number = try #require(await ports.first { _ in true })
                try await body(number)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try outcome.get()
        }
    }
}
