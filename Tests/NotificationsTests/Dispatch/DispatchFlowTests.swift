// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import NotificationsService

@Suite struct DispatchFlowTests {
    private struct Lost: Error {}

    private struct Item: Carried {
        let id: Int
        var applicationId = "a"
        var channel: String { "EMAIL" }
        var hasOwnSender = false
    }

    private typealias Flow = DispatchFlow<Item, Bool>

    private static func flow(_ connections: Int) -> Flow {
        Flow(DispatchLanes(connections: connections))
    }

    /// What is begun, in short.
    private static func names(_ work: [Flow.Work]) -> [String] {
        work.map { work in
            switch work {
            case .prepare(let lines): lines.isEmpty ? "prepare" : "prepare but \(lines.joined(separator: ", "))"
            case .rest: "rest"
            case .restBriefly: "rest briefly"
            case .wake: "wake"
            case .submit(let item): "submit \(item.id)"
            case .settle(let item, _): "settle \(item.id)"
            }
        }
    }

    private static func batch(_ ids: ClosedRange<Int>, ofOwn application: String? = nil) -> Flow.Step {
        let items = ids.map { Item(id: $0, applicationId: application ?? "a", hasOwnSender: application != nil) }
        return .prepared(.success(Flow.Batch(claimed: items.count, ready: items)))
    }

    private static func submitted(_ id: Int, ofOwn application: String? = nil, _ outcome: Bool? = true) -> Flow.Step {
        .submitted(Item(id: id, applicationId: application ?? "a", hasOwnSender: application != nil), outcome)
    }

    @Test func nothingDueIsTheEnd() throws {
        var flow = Self.flow(2)
        #expect(Self.names(flow.next()) == ["prepare"])
        flow.take(.prepared(.success(nil)))
        #expect(flow.next().isEmpty)
        #expect(try flow.result.get() == 0)
    }

    @Test func theNextBatchIsPreparedWhileTheLastOfThisOneAreSent() {
        var flow = Self.flow(2)
        _ = flow.next()
        flow.take(Self.batch(1...5))
        #expect(Self.names(flow.next()) == ["submit 1", "submit 2", "rest briefly"])
        flow.take(Self.submitted(1))
        // As many wait now as there are lanes: time for more.
        #expect(Self.names(flow.next()) == ["settle 1", "submit 3", "wake"])
        flow.take(.woken)
        flow.take(.rested)
        #expect(Self.names(flow.next()) == ["prepare"])
        flow.take(Self.batch(6...7))
        #expect(Self.names(flow.next()) == ["rest briefly"])
        flow.take(Self.submitted(2))
        #expect(Self.names(flow.next()) == ["settle 2", "submit 4"])
    }

    @Test func outcomesThatAreNotRecordedHoldTheLanes() {
        var flow = Self.flow(1)
        _ = flow.next()
        flow.take(Self.batch(1...9))
        #expect(Self.names(flow.next()) == ["submit 1", "rest briefly"])
        for id in 1...2 {
            flow.take(Self.submitted(id))
            #expect(Self.names(flow.next()) == ["settle \(id)", "submit \(id + 1)"])
        }
        flow.take(Self.submitted(3))
        #expect(Self.names(flow.next()) == ["settle 3"])
        flow.take(.settled)
        #expect(Self.names(flow.next()) == ["submit 4"])
        flow.take(Self.submitted(4, nil))
        #expect(Self.names(flow.next()) == ["submit 5"])
    }

    @Test func whileAProviderTakesItsTimeOthersAreLookedFor() throws {
        var flow = Self.flow(2)
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
        flow.take(Self.submitted(1))
        #expect(Self.names(flow.next()) == ["settle 1"])
        flow.take(.settled)
        #expect(flow.isOver)
        flow.take(.rested)
        #expect(flow.next().isEmpty)
        #expect(try flow.result.get() == 1)
    }

    @Test func aSlowSenderHoldsItsOwnMessagesAndNobodyElses() {
        var flow = Self.flow(4)
        _ = flow.next()
        flow.take(Self.batch(1...6, ofOwn: "slow"))
        // Half as many lanes as the platform has.
        #expect(Self.names(flow.next()) == ["submit 1", "submit 2", "rest briefly"])
        flow.take(.rested)
        #expect(Self.names(flow.next()) == ["prepare but EMAIL slow"])
        flow.take(Self.batch(11...14))
        #expect(Self.names(flow.next()) == ["submit 11", "submit 12", "submit 13", "submit 14", "rest briefly"])
        flow.take(Self.submitted(11))
        #expect(Self.names(flow.next()) == ["settle 11"])
        flow.take(.rested)
        #expect(Self.names(flow.next()) == ["prepare but EMAIL slow"])
        flow.take(.prepared(.success(nil)))
        #expect(Self.names(flow.next()) == ["rest briefly"])
        // No more wait than may be on their way: its messages are claimed again.
        for id in 1...2 { flow.take(Self.submitted(id, ofOwn: "slow")) }
        #expect(Self.names(flow.next()).suffix(3) == ["submit 4", "submit 3", "wake"])
        flow.take(.rested)
        #expect(Self.names(flow.next()) == ["prepare"])
    }

    @Test func whatIsHeldHasAnEnd() {
        var flow = Self.flow(1)
        _ = flow.next()
        var application = 0
        // Each of them has one on its way, as long as there are lanes, and one that waits.
        while true {
            application += 1
            flow.take(Self.batch(application * 2 - 1...application * 2, ofOwn: "\(application)"))
            guard Self.names(flow.next()).last == "prepare" else { break }
        }
        #expect((4...40).contains(application))
    }

    @Test func whatWasClaimedBeforeAFailureIsStillSent() {
        var flow = Self.flow(1)
        _ = flow.next()
        flow.take(Self.batch(1...2))
        #expect(Self.names(flow.next()) == ["submit 1", "prepare"])
        flow.take(.prepared(.failure(Lost())))
        flow.take(Self.submitted(1))
        #expect(Self.names(flow.next()) == ["settle 1", "submit 2"])
        flow.take(Self.submitted(2))
        flow.take(.settled)
        #expect(Self.names(flow.next()) == ["settle 2"])
        flow.take(.settled)
        #expect(flow.next().isEmpty)
        #expect(throws: Lost.self) { try flow.result.get() }
    }
}
