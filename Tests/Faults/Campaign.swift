// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Cycle after cycle of load and faults against one instance, each checked by itself before the next begins.
struct Campaign: Sendable {
    let instance: Instance
    /// Where the state, the report and the ledgers are.
    let folder: URL
    let bounds: Bounds
    let lanes: Int

    private var stateFile: URL { folder.appending(path: "state.json") }

    /// Runs cycles until so many are done, those of earlier runs included.
    func run(cycles: Int, plan: (Int) -> [Fault]) async throws -> CampaignState {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var state = try CampaignState.read(stateFile)
        if state.cycles > 0 {
            say("going on after cycle \(state.cycles)")
        }
        try await prepare()
        while state.cycles < cycles {
            let begun = ContinuousClock.now
            let number = state.cycles + 1
            let cycle = Cycle(number: number, of: cycles, campaign: self)
            try await cycle.run(plan(number), into: &state)
            state.cycles = number
            state.seconds += Int(begun.duration(to: .now) / .seconds(1))
            try state.write(stateFile)
            try state.markdown.write(
                to: folder.appending(path: "report.md"), atomically: true, encoding: .utf8)
            say("cycle \(number) of \(cycles): \(state.totalKills) kills so far, \(state.totalFindings) findings")
        }
        return state
    }

    func say(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }

    /// An interrupted run may have left anything broken.
    private func prepare() async throws {
        try await instance.local("rabbitmqctl -q set_vm_memory_high_watermark 0.4")
        for service in SuiteService.allCases {
            let part = Part(service: service, instance: instance)
            part.signal(SIGCONT)
            do {
                try await part.becomesReady(within: .seconds(10))
            } catch is Eventually.Missed {
                try await part.killed()
                try part.start()
                try await part.becomesReady()
            }
        }
    }
}
