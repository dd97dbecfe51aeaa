// SPDX-License-Identifier: Apache-2.0
import Synchronization

@testable import NotificationsService

/// A provider that keeps what it is handed and answers as the test wants.
final class Mailbox: Sendable {
    private struct State {
        var messages: [MailMessage] = []
        var texts: [SMSMessage] = []
        var outcome = SubmissionOutcome.accepted
        var hook: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrival) = AsyncStream.makeStream()
    }

    var messages: [MailMessage] { state.withLock { $0.messages } }
    var texts: [SMSMessage] { state.withLock { $0.texts } }

    func answer(_ outcome: SubmissionOutcome) {
        state.withLock { $0.outcome = outcome }
    }

    /// Something that happens while each message is handed over.
    func during(_ hook: @escaping @Sendable () async -> Void) {
        state.withLock { $0.hook = hook }
    }

    var outlets: Outlets {
        Outlets(
            mail: { message, _ in await self.take { $0.messages.append(message) } },
            sms: { message, _ in await self.take { $0.texts.append(message) } })
    }

    private func take(_ keep: (inout State) -> Void) async -> SubmissionOutcome {
        let (outcome, hook) = state.withLock { state in
            keep(&state)
            return (state.outcome, state.hook)
        }
        await hook?()
        arrival.yield()
        return outcome
    }

    /// Waits for a message, but no longer than so long.
    func receives(within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                var arrivals = self.arrivals.makeAsyncIterator()
                return await arrivals.next() != nil
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
