// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Failpoints
import Foundation

/// Breaks an instance under load and checks that nothing was lost, doubled or left behind; see docs/reliability.md.
@main
struct Faults: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Break a private instance under load and compare what it answered with what is there.",
        discussion: "Run by deploy/local, which starts the instance and describes it in the environment.")

    @Option(help: "Where the state, the report and the ledgers are; a run goes on from the state it finds.")
    var directory: String

    @Option(help: "Cycles to have done in all; about 25 kills each.")
    var cycles = 40

    @Flag(help: "One cycle of a minute instead, which judges counts strictly and times generously.")
    var short = false

    @Option(help: "One cycle of nothing but the faults whose name contains this, such as silence; for work on one.")
    var only: String?

    func validate() throws {
        guard (1...100_000).contains(cycles) else {
            throw ValidationError("--cycles must be between 1 and 100000")
        }
    }

    func run() async throws {
        let campaign = Campaign(
            instance: try Instance(), folder: URL(filePath: directory), bounds: short ? .generous : .promised,
            lanes: short ? 3 : 6)
        let state = try await campaign.run(cycles: short || only != nil ? 1 : cycles) { cycle in
            if let only { return FaultPlan.named(only, cycle) }
            return short ? FaultPlan.short(cycle) : FaultPlan.long(cycle)
        }
        campaign.say(state.markdown)
        // One that nobody dies at proves nothing; every place is in the plan of any eleven cycles of the long form.
        let planned: [Failpoint] =
            if only != nil {
                []
            } else if short {
                FaultPlan.short(state.cycles).compactMap(\.place)
            } else {
                state.cycles >= 22 ? Failpoint.allCases : []
            }
        let unreached = state.unreached(of: planned)
        if !unreached.isEmpty {
            campaign.say("nobody died at \(unreached.joined(separator: ", "))")
            throw ExitCode(1)
        }
        if state.totalFindings > 0 {
            throw ExitCode(1)
        }
    }
}
