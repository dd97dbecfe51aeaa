// SPDX-License-Identifier: Apache-2.0
import Contract
import Observability
import Synchronization
import Testing

@testable import Messaging

@Suite("Requests that wait")
struct PendingRequestsTests {
    /// Gathers what a request was ended with.
    private final class Outcomes: Sendable {
        private let gathered = Mutex<[RequestOutcome]>([])

        var all: [RequestOutcome] { gathered.withLock { $0 } }

        func add(_ outcome: RequestOutcome) { gathered.withLock { $0.append(outcome) } }
    }

    private let deadline = Deadline(in: .seconds(60))

    @Test func aRequestEndsOnceByWhoeverComesFirst() {
        let (pending, outcomes) = (PendingRequests(limit: 2), Outcomes())
        #expect(pending.insert("1", until: deadline, answerer: "s", kind: .query, resume: outcomes.add))
        pending.end("1", with: .answered(.noContent), by: "s")
        pending.end("1", with: .failed(.unavailable))
        pending.expire(at: deadline.instant)
        #expect(outcomes.all == [.answered(.noContent)] && pending.count == 0)
    }

    @Test func onlyTheServiceAskedMayAnswer() {
        let (pending, outcomes) = (PendingRequests(limit: 2), Outcomes())
        #expect(pending.insert("1", until: deadline, answerer: "scheduling", kind: .query, resume: outcomes.add))
        pending.end("1", with: .answered(.noContent), by: "calendar")
        pending.end("1", with: .answered(.noContent), by: "")
        pending.end("unknown", with: .answered(.noContent), by: "scheduling")
        #expect(outcomes.all.isEmpty && pending.count == 1)
    }

    @Test func pastItsDeadlineAQueryIsUnavailableAndACommandLate() {
        let (pending, outcomes) = (PendingRequests(limit: 3), Outcomes())
        let soon = Deadline(in: .zero)
        #expect(pending.insert("1", until: soon, answerer: "s", kind: .query, resume: outcomes.add))
        #expect(pending.insert("2", until: deadline, answerer: "s", kind: .query, resume: outcomes.add))
        pending.expire(at: soon.instant)
        #expect(outcomes.all == [.failed(.unavailable)])
        #expect(pending.insert("3", until: soon, answerer: "s", kind: .command, resume: outcomes.add))
        pending.expire(at: soon.instant)
        #expect(outcomes.all == [.failed(.unavailable), .failed(.late)] && pending.count == 1)
    }

    @Test func aQueryThatTheServiceFoundTooLateIsUnavailable() {
        let (pending, outcomes) = (PendingRequests(limit: 2), Outcomes())
        #expect(pending.insert("1", until: deadline, answerer: "s", kind: .query, resume: outcomes.add))
        #expect(pending.insert("2", until: deadline, answerer: "s", kind: .command, resume: outcomes.add))
        pending.end("1", with: .failed(.late), by: "s")
        pending.end("2", with: .failed(.late), by: "s")
        #expect(outcomes.all == [.failed(.unavailable), .failed(.late)])
    }

    @Test func aServiceThatIsFullLeavesTheOthersTheirRoom() {
        let (pending, outcomes) = (PendingRequests(limit: 1), Outcomes())
        #expect(pending.insert("1", until: deadline, answerer: "slow", kind: .query, resume: outcomes.add))
        #expect(!pending.hasRoom(for: "slow") && pending.hasRoom(for: "quick"))
        #expect(!pending.insert("2", until: deadline, answerer: "slow", kind: .query, resume: outcomes.add))
        #expect(pending.insert("2", until: deadline, answerer: "quick", kind: .query, resume: outcomes.add))
        pending.end("1", with: .answered(.noContent), by: "slow")
        #expect(pending.hasRoom(for: "slow"))
    }

    @Test func moreThanTheLimitDoNotWait() {
        let (pending, outcomes) = (PendingRequests(limit: 1), Outcomes())
        #expect(pending.insert("1", until: deadline, answerer: "s", kind: .query, resume: outcomes.add))
        #expect(!pending.insert("2", until: deadline, answerer: "s", kind: .query, resume: outcomes.add))
        #expect(!pending.insert("1", until: deadline, answerer: "s", kind: .query, resume: outcomes.add))
    }

    @Test func aReplyThatChangesNothingIsCountedByWhatItIs() {
        let (pending, metrics) = (PendingRequests(limit: 2), RequestMetrics.process)
        let before = [metrics.late.value, metrics.forged.value, metrics.unknown.value]
        let soon = Deadline(in: .zero)
        let nobody: PendingRequests.Resume = { _ in }
        #expect(pending.insert("1", until: soon, answerer: "s", kind: .query, resume: nobody))
        #expect(pending.insert("2", until: deadline, answerer: "s", kind: .query, resume: nobody))
        pending.expire(at: soon.instant)
        pending.end("1", with: .answered(.noContent), by: "s")
        pending.end("2", with: .answered(.noContent), by: "t")
        pending.end("3", with: .answered(.noContent), by: "s")
        // Our own word on something that has ended is no reply.
        pending.end("1", with: .failed(.unavailable))
        pending.end("2", with: .answered(.noContent), by: "s")
        let after = [metrics.late.value, metrics.forged.value, metrics.unknown.value]
        #expect(zip(before, after).map { $1 - $0 } == [1, 1, 1])
    }

    @Test func onlyTheLastIdsAreRemembered() {
        let recent = RecentIDs(limit: 3)
        recent.add(["1", "2", "2", "3"])
        #expect(["1", "2", "3"].allSatisfy(recent.contains))
        recent.add(["4", "5"])
        #expect(["1", "2"].allSatisfy { !recent.contains($0) })
        #expect(["3", "4", "5"].allSatisfy(recent.contains))
    }
}

@Suite("Deadlines")
struct DeadlineTests {
    @Test func aDeadlineSurvivesTheWireAndABrokenClock() {
        let deadline = Deadline(in: .seconds(5))
        let back = Deadline(millisecondsSinceEpoch: deadline.millisecondsSinceEpoch)
        #expect(abs(back.remaining.components.seconds - 4) <= 1 && !back.hasPassed)
        #expect(Deadline(millisecondsSinceEpoch: 0).hasPassed)
        #expect(Deadline(millisecondsSinceEpoch: .min).hasPassed)
        #expect(Deadline(millisecondsSinceEpoch: .max).remaining <= .seconds(3_600))
        #expect(deadline.sooner(than: .seconds(1)) < deadline && deadline.sooner(than: .seconds(60)) == deadline)
    }
}
