// SPDX-License-Identifier: Apache-2.0
import Logging
import ServiceLifecycle
import Synchronization

/// Keeps a verifier's keys the same as a JWK set behind a URL: fetched at intervals, and sooner when a token names a key
/// that isn't among them.
///
/// A fetch that fails or brings no key set leaves the keys as they are, with a line in the log. The same document again
/// changes nothing, so kept verdicts stay.
final class RemoteKeys: Service {
    private struct State {
        var plan: KeyFetchPlan
        /// The one on its way.
        var fetch: Task<Void, Never>?
        /// What the keys were read from.
        var document: [UInt8]?
    }

    private let verifier: TokenVerifier
    private let download: @Sendable () async throws -> [UInt8]
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameters:
    ///   - refresh: between fetches that nobody asks for; a key that was removed is believed at most so much longer.
    ///   - download: brings the document; has to end within seconds by itself, for requests wait for it.
    init(
        refresh: Duration, verifier: TokenVerifier, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        download: @escaping @Sendable () async throws -> [UInt8]
    ) {
        self.verifier = verifier
        self.download = download
        self.now = now
        self.logger = logger
        state = Mutex(State(plan: KeyFetchPlan(refresh: refresh)))
    }

    /// Whether there ever were keys; before, no token can be judged.
    var isLoaded: Bool {
        state.withLock { $0.plan.isLoaded }
    }

    /// Until graceful shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.refresh()
                guard let due = self.state.withLock({ $0.plan.due }) else { continue }
                try? await Task.sleep(until: due, clock: .continuous)
            }
        }
        let fetch = state.withLock { $0.fetch }
        fetch?.cancel()
        await fetch?.value
    }

    /// Fetches where that is due by itself, and waits until it is done.
    func refresh() async {
        await joined(where: { $0.isDue(at: $1) })?.value
    }

    /// Fetches because a token names an unknown key, where that is not too soon; waits until it is done, or the fetch that
    /// is on its way already. The keys may be others then.
    func lookAgain() async {
        await joined(where: { $0.admitsUnknownKey(at: $1) })?.value
    }

    /// The fetch on its way, else one begun now where the plan has it so.
    private func joined(
        where begins: (KeyFetchPlan, ContinuousClock.Instant) -> Bool
    ) -> Task<Void, Never>? {
        state.withLock { state in
            if let fetch = state.fetch { return fetch }
            let now = now()
            guard begins(state.plan, now) else { return nil }
            state.plan.begin(at: now)
            // Not a child of the request that happened to be first: others wait for it too.
            let fetch = Task { await self.fetch() }
            state.fetch = fetch
            return fetch
        }
    }

    private func fetch() async {
        var document: [UInt8]?
        do {
            let answer = try await download()
            try await apply(answer)
            document = answer
        } catch {
            logger.error("key set not usable, the old one stays", metadata: ["reason": "\(Self.reason(error))"])
        }
        state.withLock { state in
            state.fetch = nil
            guard let document else { return }
            state.document = document
            state.plan.succeed()
        }
    }

    private func apply(_ document: [UInt8]) async throws {
        let (isKnown, isLoaded) = state.withLock { ($0.document == document, $0.plan.isLoaded) }
        guard !isKnown else { return }
        let keys = try await KeySet(jwks: document)
        // Later an empty set is an order to let nobody in; at the start it is a provider that isn't ready.
        guard isLoaded || !keys.keys.isEmpty else { throw KeySetFault.noUsableKey }
        verifier.replace(keys: keys)
        logger.info("keys loaded", metadata: ["usable": "\(keys.keys.count)", "unusable": "\(keys.unusable)"])
    }

    /// In words of ours: what a client or a socket says may hold an address.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let fault as KeyDownloadFault: fault.description
        case let fault as KeySetFault: fault.description
        default: "no answer"
        }
    }
}
