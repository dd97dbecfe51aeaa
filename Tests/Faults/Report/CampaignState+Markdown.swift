// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Foundation

extension CampaignState {
    /// The report as it can be put into docs/reliability.md: every count with what it was counted over.
    var markdown: String {
        var lines = [
            "\(cycles) cycles in \(seconds / 60) min: \(totalKills) kills, \(requests) requests "
                + "(\(accepted) writes accepted, \(unknown) answers unknown), \(appointments) appointments, "
                + "\(events) events (\(repeatedEvents) of them heard more than once, \(duplicatesPublished) published "
                + "again on purpose), \(mails) mails, \(uncertain) messages called uncertain.",
            "", "| what | count | over | so its rate is below, at 95 % |", "|---|---|---|---|",
        ]
        for finding in Finding.allCases {
            let count = findings[finding.rawValue] ?? 0
            lines.append("| \(finding.rawValue) | \(count) | \(over(finding)) | \(bound(finding, count)) |")
        }
        lines += ["", "| killed | times |", "|---|---|"]
        lines += kills.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |" }
        lines += ["", "| died at | times |", "|---|---|"]
        lines += Failpoint.allCases.map { "| `\($0.rawValue)` | \(failpoints[$0.rawValue] ?? 0) |" }
        lines += ["", "| fault | times |", "|---|---|"]
        lines += faults.filter {
            !$0.key.hasPrefix("kill ") || $0.key == "kill the broker" || $0.key == "kill Postgres"
        }
        .sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |" }
        lines += ["", "| time, in ms | times | median | longest |", "|---|---|---|---|"]
        lines += recoveries.sorted { $0.key < $1.key }.map { name, times in
            let sorted = times.sorted()
            return "| \(name) | \(times.count) | \(sorted[sorted.count / 2]) | \(sorted.last ?? 0) |"
        }
        lines.append("| a request, from its first byte to its last | \(requests) | | \(longestRequest) |")
        if !words.isEmpty {
            lines += ["", "What was found:", ""] + words.map { "- \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Those of the failpoints that no process has died at yet.
    func unreached(of planned: [Failpoint]) -> [String] {
        planned.map(\.rawValue).filter { failpoints[$0] == nil }
    }

    private func trials(_ finding: Finding) -> Int {
        switch finding {
        case .lost, .duplicated, .stuck, .overlapping: appointments
        case .reordered, .dead: events
        case .early, .late: mails
        case .fault, .overdue: requests
        case .slow: recoveries.values.reduce(0) { $0 + $1.count }
        case .misled, .dropped: faults.values.reduce(0, +)
        }
    }

    private func over(_ finding: Finding) -> String {
        let unit =
            switch finding {
            case .lost, .duplicated, .stuck, .overlapping: "appointments"
            case .reordered, .dead: "events"
            case .early, .late: "mails"
            case .fault, .overdue: "requests"
            case .slow: "measured recoveries"
            case .misled, .dropped: "faults"
            }
        return "\(trials(finding)) \(unit)"
    }

    /// The rule of three: none in N is a rate below 3/N with 95 % confidence.
    private func bound(_ finding: Finding, _ count: Int) -> String {
        let trials = trials(finding)
        guard count == 0, trials > 0 else { return "–" }
        return String(format: "%.4f %%", 300 / Double(trials))
    }
}
