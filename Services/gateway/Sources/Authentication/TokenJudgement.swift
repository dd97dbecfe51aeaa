// SPDX-License-Identifier: Apache-2.0

/// What came of judging a token.
enum TokenJudgement: Sendable {
    case accepted(Verdict)
    case refused
    /// Not accepted, for it names a key that isn't among the keys; nothing else of it was judged.
    case unknownKey
}
