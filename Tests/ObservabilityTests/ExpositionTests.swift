// SPDX-License-Identifier: Apache-2.0
import Observability
import Testing

/// What a scraper gets.
@Suite struct ExpositionTests {
    private let registry = MetricRegistry()

    private var text: PrometheusText {
        get throws { try PrometheusText(registry.exposition) }
    }

    @Test func countersAndGaugesAreReadAsTheyStand() throws {
        registry.counter("things_total", "Things.", ["kind": "a"]).increment()
        registry.counter("things_total", "Things.", ["kind": "b"]).increment(by: 41)
        registry.counter("things_total", "Things.", ["kind": "b"]).increment()
        registry.gauge("level", "The level.").set(-2.5)
        registry.gauge("level", "The level.").add(1)
        registry.observe("seen", "Seen.") { 7 }
        registry.observe("seen", "Seen.") { 8 }
        registry.observe("worked_total", "Worked.", neverFalls: true) { 3 }
        let text = try text
        #expect(text.value("things_total", ["kind": "a"]) == 1)
        #expect(text.value("things_total", ["kind": "b"]) == 42)
        #expect(text.value("level") == -1.5 && text.value("seen") == 8 && text.value("worked_total") == 3)
        let types = ["things_total": "counter", "level": "gauge", "seen": "gauge", "worked_total": "counter"]
        #expect(text.types == types)
        #expect(text.families == ["level", "seen", "things_total", "worked_total"])
    }

    @Test func durationsFallIntoTheirBuckets() throws {
        let histogram = registry.histogram("took_seconds", "Took.", bounds: [.milliseconds(5), .seconds(1)])
        let durations: [Duration] = [
            .milliseconds(-3), .zero, .milliseconds(5), .nanoseconds(5_000_001), .seconds(1), .seconds(90_000),
        ]
        for duration in durations {
            histogram.record(duration)
        }
        let text = try text
        #expect(text.value("took_seconds_bucket", ["le": "0.005"]) == 3)
        #expect(text.value("took_seconds_bucket", ["le": "1"]) == 5)
        #expect(text.value("took_seconds_bucket", ["le": "+Inf"]) == 6)
        #expect(text.value("took_seconds_count") == 6)
        let sum = try #require(text.value("took_seconds_sum"))
        #expect(abs(sum - 90_001.010_000_001) < 0.000_001)
    }

    @Test func whatLabelsAndHelpSayCannotForgeALine() throws {
        let value = "a\"b\\c\nup 1"
        registry.counter("odd_total", "Odd \\ and\nup 1", ["label": value]).increment()
        let text = try text
        #expect(text.value("odd_total", ["label": value]) == 1)
        #expect(text.families == ["odd_total"] && text.value("up") == nil)
    }

    @Test func endlessLabelsEndInOther() throws {
        for number in 0..<(MetricRegistry.seriesLimit + 100) {
            registry.counter("many_total", "Many.", ["id": "\(number)"]).increment()
        }
        // Known ones keep their own.
        registry.counter("many_total", "Many.", ["id": "0"]).increment()
        let text = try text
        #expect(text.values.count == MetricRegistry.seriesLimit + 1)
        #expect(text.value("many_total", ["id": "other"]) == 100)
        #expect(text.value("many_total", ["id": "0"]) == 2)
    }

    @Test func whatIsCountedAtOnceIsCountedWhole() async throws {
        let counter = registry.counter("raced_total", "Raced.")
        let gauge = registry.gauge("raced", "Raced.")
        let histogram = registry.histogram("raced_seconds", "Raced.")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment()
                        gauge.add(1)
                        histogram.record(.milliseconds(3))
                    }
                }
            }
        }
        let text = try text
        #expect(text.value("raced_total") == 8_000 && text.value("raced") == 8_000)
        #expect(text.value("raced_seconds_count") == 8_000)
    }

    @Test func theKernelsWordOnTheProcessIsThere() throws {
        ProcessMetrics.register(in: registry)
        let text = try text
        #expect(text.value("process_resident_memory_bytes") ?? 0 > 1_000_000)
        #expect(text.value("process_open_fds") ?? 0 >= 3)
        #expect(text.value("process_threads") ?? 0 >= 1)
        #expect(text.value("process_start_time_seconds") ?? 0 > 1_600_000_000)
        #expect(text.value("process_cpu_seconds_total") ?? -1 >= 0)
    }
}
