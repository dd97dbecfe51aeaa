// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Foundation

/// What all finished cycles came to; kept in a file after each, so that a run can be interrupted and gone on with.
struct CampaignState: Codable, Sendable {
    var cycles = 0
    var seconds = 0
    /// By service.
    var kills: [String: Int] = [:]
    /// By failpoint: processes that died there.
    var failpoints: [String: Int] = [:]
    var faults: [String: Int] = [:]
    var requests = 0
    var accepted = 0
    var unknown = 0
    var appointments = 0
    var events = 0
    var repeatedEvents = 0
    var duplicatesPublished = 0
    var mails = 0
    /// Messages of which nobody can know whether the provider has them: counted and told, not hidden.
    var uncertain = 0
    /// The longest any request took, in milliseconds.
    var longestRequest = 0
    /// In milliseconds, by what was waited for.
    var recoveries: [String: [Int]] = [:]
    /// By ``Finding``; what is not here is 0.
    var findings: [String: Int] = [:]
    var words: [String] = []

    var totalKills: Int { kills.values.reduce(0, +) }
    var totalFindings: Int { findings.values.reduce(0, +) }

    /// The state that was left in a file, an empty one when there is none.
    static func read(_ file: URL) throws -> CampaignState {
        guard FileManager.default.fileExists(atPath: file.path) else { return CampaignState() }
        return try JSONDecoder().decode(CampaignState.self, from: Data(contentsOf: file))
    }

    func write(_ file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: file, options: .atomic)
    }

    mutating func add(_ record: CycleRecord.State) {
        for (service, count) in record.kills { kills[service.rawValue, default: 0] += count }
        for (failpoint, count) in record.failpoints { failpoints[failpoint.rawValue, default: 0] += count }
        faults.merge(record.faults) { $0 + $1 }
        recoveries.merge(record.recoveries) { $0 + $1 }
        duplicatesPublished += record.duplicates
    }

    mutating func add(_ extent: Checker.Extent) {
        appointments += extent.appointments
        events += extent.events
        mails += extent.mails
        uncertain += extent.uncertain
    }

    mutating func add(_ found: Findings) {
        for (finding, count) in found.counts { findings[finding.rawValue, default: 0] += count }
        words = Array((words + found.words).prefix(200))
    }
}
