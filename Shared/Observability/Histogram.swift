// SPDX-License-Identifier: Apache-2.0

/// How long things took, counted in fixed buckets.
///
/// Recording is two atomic additions and a search among a dozen bounds.
package final class Histogram: Sendable {
    /// Upper bounds of requests and their parts: from half a millisecond to the default deadline and past it.
    package static let latencies: [Duration] = [
        .microseconds(500), .milliseconds(1), .milliseconds(2), .milliseconds(5), .milliseconds(10), .milliseconds(25),
        .milliseconds(50), .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1),
        .milliseconds(2_500), .seconds(5), .seconds(10),
    ]

    /// Upper bounds of what may be late by minutes.
    package static let lateness: [Duration] = [
        .milliseconds(10), .milliseconds(50), .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1),
        .seconds(3), .seconds(10), .seconds(60), .seconds(600), .seconds(3600),
    ]

    let bounds: [Duration]
    private let limits: [Int]
    /// One for each bound and one for what lies above all.
    private let buckets: [Counter]
    private let nanoseconds = Counter()

    /// - Parameter bounds: rising.
    package init(_ bounds: [Duration] = latencies) {
        self.bounds = bounds
        limits = bounds.map(\.clampedNanoseconds)
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// A negative duration, which two machines' clocks may make, counts as zero.
    package func record(_ duration: Duration) {
        let time = max(duration.clampedNanoseconds, 0)
        var index = 0
        while index < limits.count, time > limits[index] { index += 1 }
        buckets[index].increment()
        nanoseconds.increment(by: time)
    }

    /// Records the time since an instant.
    package func record(since instant: ContinuousClock.Instant) {
        record(instant.duration(to: .now))
    }

    /// How many durations fell into each bucket, the one above all bounds last.
    package var counts: [Int] { buckets.map(\.value) }

    /// The sum of all durations.
    package var sum: Duration { .nanoseconds(nanoseconds.value) }
}

extension Duration {
    /// In whole nanoseconds; beyond 292 years the nearest there is.
    var clampedNanoseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflows else { return seconds < 0 ? .min : .max }
        let (sum, overflowsToo) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflowsToo ? (seconds < 0 ? .min : .max) : Int(sum)
    }
}
