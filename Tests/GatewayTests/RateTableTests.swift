// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import GatewayService

@Suite struct RateTableTests {
    private static let second: Int64 = 1_000_000_000

    @Test func theWholeQuotaIsThereAtOnceAndNotMore() {
        var table = RateTable(RequestRate(quota: 10, seconds: 60))
        for taken in 1...10 {
            #expect(table.take("a", at: 0) == Allowance(remaining: 10 - taken, reset: taken * 6))
        }
        #expect(table.take("a", at: 0) == Allowance(remaining: 0, reset: 60, retryAfter: 6))
        #expect(table.take("b", at: 0) == Allowance(remaining: 9, reset: 6))
    }

    @Test func theQuotaFlowsBackEvenly() {
        var table = RateTable(RequestRate(quota: 10, seconds: 60))
        for _ in 1...10 {
            _ = table.take("a", at: 0)
        }
        #expect(table.take("a", at: 6 * Self.second - 1).retryAfter == 1)
        #expect(table.take("a", at: 6 * Self.second) == Allowance(remaining: 0, reset: 60))
        #expect(table.take("a", at: 18 * Self.second) == Allowance(remaining: 1, reset: 54))
        #expect(table.take("a", at: 3_600 * Self.second) == Allowance(remaining: 9, reset: 6))
    }

    @Test func aRequestThatIsNotAdmittedCostsNothing() {
        var table = RateTable(RequestRate(quota: 2, seconds: 10))
        _ = table.take("a", at: 0)
        _ = table.take("a", at: 0)
        for _ in 1...1_000 {
            #expect(table.take("a", at: 1) == Allowance(remaining: 0, reset: 10, retryAfter: 5))
        }
        #expect(table.take("a", at: 5 * Self.second).retryAfter == nil)
    }

    @Test(arguments: [(1, 1), (3, 1), (7, 60), (1_000, 1), (1, 3_600), (999, 3_600)])
    func whatIsToldIsTrue(quota: Int, seconds: Int) throws {
        var table = RateTable(RequestRate(quota: quota, seconds: seconds))
        var now: Int64 = 0
        for _ in 1...20 {
            var allowance = table.take("a", at: now)
            #expect(allowance.retryAfter == nil, "whoever waits as told is admitted")
            while allowance.retryAfter == nil {
                let left = allowance.remaining
                allowance = table.take("a", at: now)
                try #require((allowance.retryAfter == nil) == (left > 0))
            }
            let retryAfter = try #require(allowance.retryAfter)
            #expect((1...seconds).contains(retryAfter))
            #expect((1...seconds).contains(allowance.reset))
            now += Int64(retryAfter) * Self.second
        }
    }

    @Test func onAverageNoMoreThanTheRateIsAdmitted() {
        var table = RateTable(RequestRate(quota: 50, seconds: 10))
        let admitted = (0..<100_000).count { table.take("a", at: Int64($0) * Self.second / 1_000).retryAfter == nil }
        // 50 at once, then 5 a second for 100 s.
        #expect((549...550).contains(admitted))
    }

    @Test func aMillionKeysTakeNoMoreRoomThanTheLimit() {
        var table = RateTable(RequestRate(quota: 2, seconds: 3_600), limit: 1_000)
        #expect(table.take("held", at: 0).retryAfter == nil)
        #expect(table.take("held", at: 0).retryAfter == nil)
        for number in 0..<1_000_000 {
            _ = table.take(String(number), at: 0)
            if number.isMultiple(of: 100) {
                #expect(table.count <= 1_000)
                // A key that keeps coming is not forgotten, so no flood of others gives it its quota again.
                #expect(table.take("held", at: 0).retryAfter != nil)
            }
        }
        #expect(table.take("0", at: 0).remaining == 1)
    }
}
