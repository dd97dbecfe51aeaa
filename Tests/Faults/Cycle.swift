// SPDX-License-Identifier: Apache-2.0
import Foundation
import Time

/// One application's life under faults: load begins, faults happen one after the other, load ends, everything settles,
/// and what is there is compared with what was answered.
struct Cycle: Sendable {
    let number: Int
    let of: Int
    let campaign: Campaign

    private var instance: Instance { campaign.instance }

    func run(_ faults: [Fault], into state: inout CampaignState) async throws {
        let application = "faults-\(number)-\(UInt32.random(in: .min ... .max))"
        let begun = Instant.now()
        let (findings, record) = (Findings(), CycleRecord())
        let ledger = try Ledger(campaign.folder.appending(path: "ledger-\(number).jsonl"))
        let load = try await Load(
            instance: instance, application: application, ledger: ledger, lanes: campaign.lanes, findings: findings)
        let watch = try Watch(instance: instance, application: application)
        let injector = Injector(
            instance: instance, load: load, bounds: campaign.bounds, watch: watch, record: record)
        let extent = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            let extent: Checker.Extent
            do {
                try await inject(faults, load, injector)
                campaign.say("  settling and comparing")
                let checker = Checker(
                    instance: instance, load: load, watch: watch, bounds: campaign.bounds,
                    faultEnds: record.current.ends, begun: begun)
                try await checker.settles()
                extent = try await checker.check()
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try? await group.waitForAll()
            return extent
        }
        for answer in load.answers.overdue(campaign.bounds.request) {
            findings.add(.overdue, "\(answer.operation.rawValue) took \(answer.elapsed)")
        }
        state.add(record.current)
        state.add(extent)
        state.add(findings)
        state.requests += load.answers.count
        state.accepted += ledger.lines.count { $0.kind == .accepted }
        state.unknown += ledger.lines.count { $0.kind == .unknown }
        state.repeatedEvents += watch.repeated
        state.longestRequest = max(state.longestRequest, Int(load.answers.longest / .milliseconds(1)))
    }

    private func inject(_ faults: [Fault], _ load: Load, _ injector: Injector) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await load.run() }
            do {
                try await load.makesProgress(20)
                for (index, fault) in faults.enumerated() {
                    campaign.say("  \(number).\(index + 1)/\(faults.count) \(fault.name)")
                    try await injector.inject(fault)
                }
            } catch {
                load.end()
                group.cancelAll()
                throw error
            }
            load.end()
            try await group.waitForAll()
        }
    }
}
