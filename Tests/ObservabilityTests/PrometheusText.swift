// SPDX-License-Identifier: Apache-2.0
import Testing

/// A strict reader of Prometheus' text format 0.0.4: whatever a scraper might trip over is a fault.
struct PrometheusText {
    struct Sample: Hashable {
        let name: String
        let labels: [String: String]
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var values: [Sample: Double] = [:]
    /// Families in the order of their first line.
    private(set) var families: [String] = []

    /// - Throws: ``Fault`` with the line.
    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Fault(description: "the last line has no end") }
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") {
                try help(line.dropFirst(7))
            } else if line.hasPrefix("# TYPE ") {
                try type(line.dropFirst(7))
            } else {
                try sample(line)
            }
        }
        for name in families where types[name] == "histogram" {
            try checkHistogram(name)
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        values[Sample(name: name, labels: labels)]
    }

    private mutating func help(_ rest: Substring) throws {
        let parts = rest.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, Self.isName(parts[0]), helps[parts[0]] == nil else {
            throw Fault(description: "HELP \(rest)")
        }
        helps[parts[0]] = parts[1]
        families.append(parts[0])
    }

    private mutating func type(_ rest: Substring) throws {
        let parts = rest.split(separator: " ").map(String.init)
        guard parts.count == 2, families.last == parts[0], types[parts[0]] == nil,
            ["counter", "gauge", "histogram"].contains(parts[1])
        else { throw Fault(description: "TYPE \(rest)") }
        types[parts[0]] = parts[1]
    }

    private mutating func sample(_ line: Substring) throws {
        let nameEnd = line.firstIndex { $0 == "{" || $0 == " " } ?? line.endIndex
        let name = String(line[..<nameEnd])
        guard let family = families.last, let type = types[family], Self.isName(name) else {
            throw Fault(description: "a sample of no family: \(line)")
        }
        let names = type == "histogram" ? ["_bucket", "_sum", "_count"].map { family + $0 } : [family]
        guard names.contains(name) else { throw Fault(description: "not of its family \(family): \(line)") }
        var rest = line[nameEnd...]
        let labels = try rest.first == "{" ? Self.labels(&rest) : [:]
        guard rest.first == " ", let value = Self.number(rest.dropFirst()) else {
            throw Fault(description: "no value: \(line)")
        }
        guard type == "gauge" || value >= 0 else { throw Fault(description: "a count below zero: \(line)") }
        guard values.updateValue(value, forKey: Sample(name: name, labels: labels)) == nil else {
            throw Fault(description: "twice: \(line)")
        }
    }

    /// Takes `{name="value",…}` off the front.
    private static func labels(_ rest: inout Substring) throws -> [String: String] {
        var labels: [String: String] = [:]
        rest = rest.dropFirst()
        while true {
            guard let equals = rest.firstIndex(of: "="), rest[equals...].hasPrefix("=\"") else {
                throw Fault(description: "labels: \(rest)")
            }
            let name = String(rest[..<equals])
            rest = rest[equals...].dropFirst(2)
            var value = ""
            while let character = rest.popFirst(), character != "\"" {
                guard character == "\\" else {
                    value.append(character)
                    continue
                }
                switch rest.popFirst() {
                case "n": value += "\n"
                case "\\": value += "\\"
                case "\"": value += "\""
                default: throw Fault(description: "an escape: \(rest)")
                }
            }
            guard isName(name), !name.contains(":"), labels.updateValue(value, forKey: name) == nil else {
                throw Fault(description: "the label \(name)")
            }
            switch rest.popFirst() {
            case ",": continue
            case "}": return labels
            default: throw Fault(description: "labels without end: \(rest)")
            }
        }
    }

    private func checkHistogram(_ name: String) throws {
        let buckets = values.filter { $0.key.name == "\(name)_bucket" }
        let series = Dictionary(grouping: buckets) { $0.key.labels.filter { $0.key != "le" } }
        for (labels, buckets) in series {
            let bounds = try buckets.map { bucket in
                guard let bound = bucket.key.labels["le"].flatMap({ Self.number(Substring($0)) }) else {
                    throw Fault(description: "a bucket of \(name) without bound")
                }
                return (bound: bound, count: bucket.value)
            }.sorted { $0.bound < $1.bound }
            guard bounds.last?.bound == .infinity, value("\(name)_sum", labels) != nil,
                bounds.last?.count == value("\(name)_count", labels),
                zip(bounds, bounds.dropFirst()).allSatisfy({ $0.count <= $1.count })
            else { throw Fault(description: "the histogram \(name) \(labels)") }
        }
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains(" ") ? nil : Double(text)
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil
    }
}
