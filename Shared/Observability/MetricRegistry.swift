// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The metrics of a process by name and labels.
///
/// Instruments are fetched when things are set up and kept by whoever counts, so that no request pays for a look-up.
/// Labels take their values from the program's own lists; should a list turn out to be endless all the same, a metric
/// stops at ``seriesLimit`` series, and what is more goes to one whose labels say `other`.
package final class MetricRegistry: Sendable {
    /// That of the process, served at `/metrics`.
    package static let process = MetricRegistry()

    package static let seriesLimit = 500

    /// The values of a series' labels, by the labels' names.
    package typealias Labels = KeyValuePairs<String, String>

    enum Instrument: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case observed(@Sendable () -> Double)
        case histogram(Histogram)

    }

    struct Label: Sendable, Hashable {
        let name: String
        let value: String
    }

    struct Family: Sendable {
        let type: String
        let help: String
        var series: [[Label]: Instrument] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    package init() {}

    /// The counter of that name with those labels, the same for everybody who asks.
    ///
    /// - Parameters:
    ///   - name: as Prometheus names it, with its unit; counters end with `_total`.
    ///   - help: what it counts, one line.
    package func counter(_ name: String, _ help: String, _ labels: Labels = [:]) -> Counter {
        let instrument = fetch("counter", name, help, labels) { .counter(Counter()) }
        guard case .counter(let counter) = instrument else { preconditionFailure("\(name) is no counter") }
        return counter
    }

    package func gauge(_ name: String, _ help: String, _ labels: Labels = [:]) -> Gauge {
        let instrument = fetch("gauge", name, help, labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = instrument else { preconditionFailure("\(name) is no gauge that is set") }
        return gauge
    }

    package func histogram(
        _ name: String, _ help: String, _ labels: Labels = [:], bounds: [Duration] = Histogram.latencies
    ) -> Histogram {
        let instrument = fetch("histogram", name, help, labels) { .histogram(Histogram(bounds)) }
        guard case .histogram(let histogram) = instrument else { preconditionFailure("\(name) is no histogram") }
        return histogram
    }

    /// A value that is read when somebody looks; a later one of the same name and labels takes its place.
    ///
    /// - Parameters:
    ///   - neverFalls: whether it is a counter, not a gauge.
    ///   - read: must be cheap, must not block and must not come back here.
    package func observe(
        _ name: String, _ help: String, _ labels: Labels = [:], neverFalls: Bool = false,
        _ read: @escaping @Sendable () -> Double
    ) {
        let type = neverFalls ? "counter" : "gauge"
        families.withLock { families in
            var family = families[name] ?? Family(type: type, help: help)
            precondition(family.type == type, "\(name) is of another type")
            family.series[Self.labels(labels, in: family)] = .observed(read)
            families[name] = family
        }
    }

    /// Everything, by name.
    var snapshot: [(name: String, family: Family)] {
        families.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func fetch(
        _ type: String, _ name: String, _ help: String, _ labels: Labels, make: @Sendable () -> Instrument
    ) -> Instrument {
        families.withLock { families in
            var family = families[name] ?? Family(type: type, help: help)
            precondition(family.type == type, "\(name) is of another type")
            let key = Self.labels(labels, in: family)
            if let known = family.series[key] { return known }
            let instrument = make()
            family.series[key] = instrument
            families[name] = family
            return instrument
        }
    }

    private static func labels(_ labels: Labels, in family: Family) -> [Label] {
        let wanted = labels.map { Label(name: $0.key, value: $0.value) }
        guard family.series.count >= seriesLimit, family.series[wanted] == nil else { return wanted }
        return labels.map { Label(name: $0.key, value: "other") }
    }
}
