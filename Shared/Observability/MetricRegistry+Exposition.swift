// SPDX-License-Identifier: Apache-2.0

extension MetricRegistry {
    /// The content type of ``exposition``.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All metrics in Prometheus' text format 0.0.4, by name, each with its help and type before its series.
    package var exposition: String {
        var text = ""
        for (name, family) in snapshot {
            text += "# HELP \(name) \(Self.escaped(family.help, quotes: false))\n# TYPE \(name) \(family.type)\n"
            let series = family.series.map { (labels: Self.text($0.key), instrument: $0.value) }
            for (labels, instrument) in series.sorted(by: { $0.labels < $1.labels }) {
                switch instrument {
                case .counter(let counter): Self.line(name, labels, "\(counter.value)", to: &text)
                case .gauge(let gauge): Self.line(name, labels, Self.number(gauge.value), to: &text)
                case .observed(let read): Self.line(name, labels, Self.number(read()), to: &text)
                case .histogram(let histogram): Self.lines(name, labels, histogram, to: &text)
                }
            }
        }
        return text
    }

    private static func lines(_ name: String, _ labels: String, _ histogram: Histogram, to text: inout String) {
        // Read once, so that the buckets agree with the count whatever is recorded meanwhile.
        let counts = histogram.counts
        let separator = labels.isEmpty ? "" : ","
        var sum = 0
        for (bound, count) in zip(histogram.bounds, counts) {
            sum += count
            line("\(name)_bucket", "\(labels)\(separator)le=\"\(number(seconds(bound)))\"", "\(sum)", to: &text)
        }
        sum += counts.last ?? 0
        line("\(name)_bucket", "\(labels)\(separator)le=\"+Inf\"", "\(sum)", to: &text)
        line("\(name)_sum", labels, number(seconds(histogram.sum)), to: &text)
        line("\(name)_count", labels, "\(sum)", to: &text)
    }

    private static func line(_ name: String, _ labels: String, _ value: String, to text: inout String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func text(_ labels: [Label]) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    /// A backslash and a line feed are escaped everywhere, a quote in label values only.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.clampedNanoseconds) / 1_000_000_000
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Counts and flags without a fraction; the rest as Swift writes it, which Prometheus reads.
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
