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
        guard remote?.isLoaded ?? true else { throw Problem(.unavailable) }
        switch tokens.judgement(on: token, at: clock.now()) {
        case .accepted(let verdict):
            return verdict
        case .refused:
            return nil
        case .unknownKey:
            guard let remote else { return nil }
            await remote.lookAgain()
            return tokens.verdict(on: token, at: clock.now())
        }
    }
}
