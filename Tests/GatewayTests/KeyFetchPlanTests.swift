// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import GatewayService

@Suite struct KeyFetchPlanTests {
    private let start = ContinuousClock.now

    @Test func theFirstFetchIsDueAtOnceAndTheNextAfterTheInterval() {
        var plan = KeyFetchPlan(refresh: .seconds(30))
        #expect(plan.due == nil)
        #expect(plan.isDue(at: start))
        plan.begin(at: start)
        plan.succeed()
        #expect(plan.due == start + .seconds(30))
        #expect(!plan.isDue(at: start + .milliseconds(29_999)))
        #expect(plan.isDue(at: start + .seconds(30)))
    }

    @Test func withoutKeysItIsTriedEverySecondWhateverTokensCome() {
        var plan = KeyFetchPlan(refresh: .seconds(30))
        plan.begin(at: start)
        #expect(!plan.isLoaded)
        #expect(!plan.isDue(at: start + .milliseconds(999)))
        #expect(plan.isDue(at: start + .seconds(1)))
        #expect(!plan.admitsUnknownKey(at: start + .seconds(60)))
    }

    @Test func anUnknownKeyIsLookedForAtMostTenSecondsLater() {
        var plan = KeyFetchPlan(refresh: .seconds(3600))
        plan.begin(at: start)
        plan.succeed()
        #expect(!plan.admitsUnknownKey(at: start + .milliseconds(9_999)))
        #expect(plan.admitsUnknownKey(at: start + .seconds(10)))
    }

    @Test func aFloodOfUnknownKeysMovesNoFetchCloserThanTenSeconds() {
        var plan = KeyFetchPlan(refresh: .seconds(30))
        plan.begin(at: start)
        plan.succeed()
        var begun = [start]
        for tick in 1...6_000 {
            let now = start + .milliseconds(tick * 10)
            if plan.admitsUnknownKey(at: now) || plan.isDue(at: now) {
                plan.begin(at: now)
                begun.append(now)
            }
        }
        #expect(begun == (0...6).map { start + .seconds($0 * 10) })
    }

    @Test func noIntervalIsShorterThanTenSeconds() {
        #expect(KeyFetchPlan(refresh: .seconds(1)).refresh == .seconds(10))
    }
}
