// SPDX-License-Identifier: Apache-2.0
import Testing
import Time

@testable import NotificationsService

@Suite struct DispatchFlowTests {
    private struct Lost: Error {}

    /// What is begun, in short.
    private static func names(_ work: [DispatchFlow.Work]) -> [String] {
        work.map { work in
            switch work {
            case .prepare: "prepare"
            case .rest: "rest"
            case .submit(let message): "submit \(message.entry.id)"
            case .settle(let entry, _): "settle \(entry.id)"
            }
        }
    }

    private static func entry(_ id: Int) -> LedgerEntry {
        LedgerEntry(
            id: "\(id)", applicationId: "a", appointmentId: "b", revision: 0, recipientId: "c", channel: "EMAIL",
            type: "CREATE", due: Instant(microseconds: 0))
    }

    private static func batch(_ ids: ClosedRange<Int>) -> DispatchFlow.Step {
        .prepared(.success(SortedBatch(ready: ids.map { id in OutgoingMessage(entry: entry(id)) { .accepted } })))
    }

    @Test func nothingDueIsTheEnd() throws {
        var flow = DispatchFlow(lanes: 2)
        #expect(Self.names(flow.next()) == ["prepare"])
        flow.take(.prepared(.success(nil)))
        #expect(flow.next().isEmpty)
        #expect(try flow.result.get() == 0)
    }

    @Test func theNextBatchIsPreparedWhileTheLastOfThisOneAreSent() {
        var flow = DispatchFlow(lanes: 2)
        _ = flow.next()
        flow.take(Self.batch(1...5))
        #expect(Self.names(flow.next()) == ["submit 1", "submit 2"])
        flow.take(.submitted(Self.entry(1), .accepted))
        #expect(Self.names(flow.next()) == ["settle 1", "submit 3", "prepare"])
        flow.take(Self.batch(6...7))
        #expect(flow.next().isEmpty)
        flow.take(.submitted(Self.entry(2), .accepted))
        #expect(Self.names(flow.next()) == ["settle 2", "submit 4"])
    }

    @Test func outcomesThatAreNotRecordedHoldTheLanes() {
        var flow = DispatchFlow(lanes: 1)
        _ = flow.next()
        flow.take(Self.batch(1...9))
        #expect(Self.names(flow.next()) == ["submit 1"])
        for id in 1...2 {
            flow.take(.submitted(Self.entry(id), .accepted))
            #expect(Self.names(flow.next()) == ["settle \(id)", "submit \(id + 1)"])
        }
        flow.take(.submitted(Self.entry(3), .accepted))
        #expect(Self.names(flow.next()) == ["settle 3"])
        flow.take(.settled)
        #expect(Self.names(flow.next()) == ["submit 4"])
        flow.take(.submitted(Self.entry(4), nil))
        #expect(Self.names(flow.next()) == ["submit 5"])
    }

    @Test func whileAProviderTakesItsTimeOthersAreLookedFor() throws {
        var flow = DispatchFlow(lanes: 2)
        _ = flow.next()
        flow.take(Self.batch(1...1))
        #expect(Self.names(flow.next()) == ["submit 1", "prepare"])
        flow.take(.prepared(.success(nil)))
        #expect(Self.names(flow.next()) == ["rest"])
        #expect(!flow.isOver)
        flow.take(.rested)
        #expect(Self.names(flow.next()) == ["prepare"])
        flow.take(.prepared(.success(nil)))
        #expect(Self.names(flow.next()) == ["rest"])
        flow.take(.submitted(Self.entry(1), .accepted))
        #expect(Self.names(flow.next()) == ["settle 1"])
        flow.take(.settled)
        #expect(flow.isOver)
        flow.take(.rested)
        #expect(flow.next().isEmpty)
        #expect(try flow.result.get() == 1)
    }

    @Test func whatWasClaimedBeforeAFailureIsStillSent() {
        var flow = DispatchFlow(lanes: 1)
        _ = flow.next()
        flow.take(Self.batch(1...2))
        #expect(Self.names(flow.next()) == ["submit 1", "prepare"])
        flow.take(.prepared(.failure(Lost())))
        flow.take(.submitted(Self.entry(1), .accepted))
        #expect(Self.names(flow.next()) == ["settle 1", "submit 2"])
        flow.take(.submitted(Self.entry(2), .accepted))
        flow.take(.settled)
        #expect(Self.names(flow.next()) == ["settle 2"])
        flow.take(.settled)
        #expect(flow.next().isEmpty)
        #expect(throws: Lost.self) { try flow.result.get() }
    }
}
