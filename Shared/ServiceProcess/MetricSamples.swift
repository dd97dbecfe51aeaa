// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What is asked for when metrics are looked at, however many look.
package final class MetricSamples: Sendable {
    /// Sets gauges; ends by itself within about a second.
    package typealias Take = @Sendable () async -> Void

    private let samples: [Take]
    private let interval: Duration
    private let next = Mutex(ContinuousClock.now)

    /// - Parameter interval: how long what was found is good enough.
    package init(_ samples: [Take], interval: Duration = .seconds(5)) {
        self.samples = samples
        self.interval = interval
    }

    /// Takes all of them one after the other, unless that was done a moment ago.
    package func take() async {
        let isTime = next.withLock { next in
            guard next <= .now else { return false }
            next = .now + interval
            return true
        }
        guard isTime else { return }
        for sample in samples {
            await sample()
        }
    }
}
