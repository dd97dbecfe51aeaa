// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Collects what is wrong, counted by kind, with the first few in words.
final class Findings: Sendable {
    private struct State {
        var counts: [Finding: Int] = [:]
        var words: [String] = []
    }

    private static let wordsKept = 40
    private let state = Mutex(State())

    func add(_ finding: Finding, _ words: String) {
        state.withLock { state in
            state.counts[finding, default: 0] += 1
            if state.words.count < Self.wordsKept {
                state.words.append("\(finding.rawValue): \(words)")
            }
        }
    }

    var counts: [Finding: Int] { state.withLock { $0.counts } }

    var words: [String] { state.withLock { $0.words } }
}
