// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a process says of itself at `/metrics`.
struct Scrape: Sendable {
    /// By name and labels, as they stand in the text.
    let values: [String: Double]
    let families: Set<String>

    /// Where the suite's processes are scraped: `METRICS_URLS`, else each service's own port.
    static var addresses: [String] {
        get throws {
            if let urls = RunningSuite.environment["METRICS_URLS"], !urls.isEmpty {
                return urls.split(separator: ",").map(String.init)
            }
            return try (["gateway"] + RunningSuite.databaseServices).map { service in
                "http://127.0.0.1:\(try RunningSuite.setting("HEALTH_PORT", of: service))/metrics"
            }
        }
    }

    /// Every process's, in the order of ``addresses``.
    static func all() async throws -> [Scrape] {
        var scrapes: [Scrape] = []
        for address in try addresses {
            scrapes.append(try await Scrape(address))
        }
        return scrapes
    }

    /// The sum over all processes of the series whose names begin so.
    static func sum(_ prefix: String, of scrapes: [Scrape]) -> Double {
        scrapes.reduce(0) { sum, scrape in
            scrape.values.filter { $0.key.hasPrefix(prefix) }.reduce(sum) { $0 + $1.value }
        }
    }

    private init(_ address: String) async throws {
        let output = try await Command.run("/usr/bin/curl", ["-fsS", "--max-time", "5", address])
        var (values, families): ([String: Double], Set<String>) = ([:], [])
        for line in output.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                families.insert(String(line.split(separator: " ")[2]))
            } else if !line.hasPrefix("#"), let space = line.lastIndex(of: " ") {
                values[String(line[..<space])] = Double(line[space...].dropFirst())
            }
        }
        self.values = values
        self.families = families
    }
}
