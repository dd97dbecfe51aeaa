// SPDX-License-Identifier: Apache-2.0
import Contract
import Time

/// Tells who sent a request, by its `Authorization`.
struct Authenticator: Sendable {
    let tokens: TokenVerifier
    /// Where keys are fetched from; nil where they come from a file, which is never far behind.
    var remote: RemoteKeys?
    var clock = WallClock.system

    /// The verdict on the token in a header, nil where there is none or it isn't accepted.
    ///
    /// A token with an unknown key waits for the fetch that may bring it, which is bounded (``KeyDownload/patience``).
    ///
    /// - Throws: `unavailable` where no keys have ever been there.
    func verdict(on authorization: String?) async throws -> Verdict? {
        guard let token = BearerToken.read(authorization) else { return nil }
        if let verdict = tokens.verdict(on: token, at: clock.now()) { return verdict }
        guard let remote else { return nil }
        guard remote.isLoaded else { throw Problem(.unavailable) }
        guard tokens.misses(keyOf: token), await remote.lookAgain() else { return nil }
        return tokens.verdict(on: token, at: clock.now())
    }
}
