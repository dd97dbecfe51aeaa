// SPDX-License-Identifier: Apache-2.0
import JSON
import Synchronization
import Time

/// Tells who a token's bearer is. A verdict is kept until the token expires or the key set changes, for a signature costs
/// more than the rest of a request.
///
/// Nothing but the token's text and the keys in memory is looked at: no `jwk`, `jku`, `x5u` or `x5c` of a token is ever
/// used.
final class TokenVerifier: Sendable {
    private struct State {
        var keys: KeySet
        /// Changes with the keys.
        var generation = 0
        var verdicts: VerdictCache
    }

    private let rules: TokenRules
    private let limit: Int
    private let state: Mutex<State>

    /// - Parameter limit: verdicts that are kept at most.
    init(_ keys: KeySet = .empty, rules: TokenRules = TokenRules(), limit: Int = 10_000) {
        self.rules = rules
        self.limit = limit
        state = Mutex(State(keys: keys, verdicts: VerdictCache(limit: limit)))
    }

    /// From now on only these keys count; every verdict made under others is gone.
    func replace(keys: KeySet) {
        state.withLock { state in
            state.keys = keys
            state.generation += 1
            state.verdicts = VerdictCache(limit: limit)
        }
    }

    var cachedVerdicts: Int {
        state.withLock { $0.verdicts.count }
    }

    /// The verdict on a token, nil for one that isn't accepted, whatever is wrong with it.
    func verdict(on token: String, at instant: Instant) -> Verdict? {
        guard case .accepted(let verdict) = judgement(on: token, at: instant) else { return nil }
        return verdict
    }

    /// As ``verdict(on:at:)``, and whether other keys could have led to another one.
    func judgement(on token: String, at instant: Instant) -> TokenJudgement {
        let now = Double(instant.microseconds) / 1_000_000
        if let cached = state.withLock({ $0.verdicts.verdict(on: token, at: now) }) { return .accepted(cached) }
        let (keys, generation) = state.withLock { ($0.keys, $0.generation) }
        let judgement = check(token, keys, at: now)
        guard case .accepted(let verdict) = judgement else { return judgement }
        state.withLock { state in
            // The keys may have changed while the signature was checked.
            guard state.generation == generation else { return }
            state.verdicts.insert(verdict, for: token)
        }
        return judgement
    }

    private func check(_ token: String, _ keys: KeySet, at now: Double) -> TokenJudgement {
        guard token.utf8.count <= BearerToken.longest, let parts = SignedToken(token) else { return .refused }
        guard let key = keys.key(id: parts.keyID, algorithm: parts.algorithm) else {
            guard let id = parts.keyID else { return .refused }
            return keys.keys.contains { $0.id == id } ? .refused : .unknownKey
        }
        guard key.verifies(parts.signature, over: parts.signed), let claims = try? JSONValue.parse(parts.payload),
            let verdict = rules.verdict(claims, at: now)
        else { return .refused }
        return .accepted(verdict)
    }
}
