// SPDX-License-Identifier: Apache-2.0
import ServiceProcess
import Synchronization
import Testing

@Suite struct MetricSamplesTests {
    private final class Takes: Sendable {
        private let number = Atomic(0)

        var count: Int { number.load(ordering: .relaxed) }

        func add() { number.wrappingAdd(1, ordering: .relaxed) }
    }

    @Test func howeverManyLookADatabaseIsAskedOnceInAWhile() async {
        let takes = Takes()
        let samples = MetricSamples([{ takes.add() }, { takes.add() }], interval: .seconds(3_600))
        for _ in 0..<5 {
            await samples.take()
        }
        #expect(takes.count == 2)
    }

    @Test func afterAWhileItIsAskedAgain() async {
        let takes = Takes()
        let samples = MetricSamples([{ takes.add() }], interval: .zero)
        for _ in 0..<5 {
            await samples.take()
        }
        #expect(takes.count == 5)
    }
}
