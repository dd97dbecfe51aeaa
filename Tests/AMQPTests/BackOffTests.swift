// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct BackOffTests {
    @Test(arguments: [UInt64(1), 2, 3])
    func delaysDoubleUpToOneSecondLessAtMostHalf(seed: UInt64) {
        var backOff = BackOff()
        var generator = Seeded(state: seed)
        for full in [100, 200, 400, 800, 1_000, 1_000, 1_000] {
            let delay = backOff.delay(afterWorking: false, using: &generator)
            #expect(delay >= .milliseconds(full) / 2 && delay <= .milliseconds(full))
        }
    }

    @Test func whatWorkedIsTriedAgainAtOnce() {
        var backOff = BackOff()
        for _ in 0..<5 { _ = backOff.delay(afterWorking: false) }
        #expect(backOff.delay(afterWorking: true) == .zero)
        #expect(backOff.delay(afterWorking: false) <= .milliseconds(100))
    }

    @Test func manyFailuresDoNotOverflow() {
        var backOff = BackOff()
        for _ in 0..<10_000 {
            #expect(backOff.delay(afterWorking: false) <= BackOff.longest)
        }
    }
}
