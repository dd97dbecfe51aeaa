// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Foundation
import Glibc
import Time

/// Does faults to the instance, one at a time, and undoes each before the next.
struct Injector: Sendable {
    let instance: Instance
    let load: Load
    let bounds: Bounds
    let watch: Watch
    let record: CycleRecord

    var findings: Findings { load.findings }

    /// Does one fault and waits until the suite works again.
    ///
    /// - Throws: what keeps the harness itself from going on; a suite that doesn't come back is a finding.
    func inject(_ fault: Fault) async throws {
        do {
            try await perform(fault)
            try await load.makesProgress()
        } catch let missed as Eventually.Missed {
            findings.add(.stuck, "\(fault.name): \(missed)")
            try await mend()
        }
        record.note(fault, at: Instant.now())
    }

    private func perform(_ fault: Fault) async throws {
        switch fault {
        case .kill(let service): try await kill(service)
        case .failpoint(let service, let failpoint, let count): try await kill(service, at: failpoint, count)
        case .killBroker: try await breakBroker { try await PidFile("broker", of: instance).killed() }
        case .restartBroker: try await breakBroker {}
        case .killPostgres: try await breakPostgres { try await PidFile("postgres", of: instance).killed() }
        case .stopPostgresImmediately: try await breakPostgres { PidFile("postgres", of: instance).signal(SIGQUIT) }
        case .pause(let service, let length): try await pause(service, length)
        case .slow(let service, let length): try await slow(service, length)
        case .silentBroker(let service): try await silence(service, "AMQP_URL", bounds.brokerSilence)
        case .silentPostgres(let service): try await silence(service, "DATABASE_URL", bounds.postgresSilence)
        case .memoryAlarm: try await memoryAlarm()
        case .duplicates(let replicas): try await duplicate(withReplicas: replicas)
        case .poison: try await poison()
        case .idleness: try await idle()
        case .blockedIdleness: try await idleBlocked()
        }
    }

    /// Puts everything back to where a fault begins, after one that didn't end well.
    private func mend() async throws {
        for service in SuiteService.allCases {
            let part = Part(service: service, instance: instance)
            part.signal(SIGCONT)
            if !part.runs { try part.start() }
        }
        try? await load.makesProgress(within: .seconds(60))
    }
}

extension Injector {
    func part(_ service: SuiteService) -> Part {
        Part(service: service, instance: instance)
    }

    private func kill(_ service: SuiteService) async throws {
        try await Task.sleep(for: .milliseconds(Int.random(in: 50...1_000)))
        try await part(service).killed()
        record.noteKill(of: service, at: nil)
        try part(service).start()
        try await part(service).becomesReady()
    }

    /// Two kills: the process that runs makes room for the one that is to die.
    private func kill(_ service: SuiteService, at failpoint: Failpoint, _ count: Int) async throws {
        let part = part(service)
        try await part.killed()
        record.noteKill(of: service, at: nil)
        try part.start(failpoint: "\(failpoint.rawValue):\(count)")
        if failpoint.needsPoison {
            try await watch.publishPoison()
        }
        do {
            try await Eventually.holds("death at \(failpoint.rawValue)", within: .seconds(12), every: .milliseconds(10))
            { !part.runs }
            record.noteKill(of: service, at: failpoint)
        } catch is Eventually.Missed {
            // Nothing came by: a kill at a random moment all the same, and a failure of the run if it never does.
            try await part.killed()
            record.noteKill(of: service, at: nil)
        }
        try part.start()
        try await part.becomesReady()
    }

    private func pause(_ service: SuiteService, _ length: Duration) async throws {
        let begun = ContinuousClock.now
        part(service).signal(SIGSTOP)
        try await Task.sleep(for: length)
        part(service).signal(SIGCONT)
        if service == .gateway {
            load.answers.excuse(begun..<ContinuousClock.now + .milliseconds(500))
        }
    }

    /// Stopped nine tenths of the time. The others are not to notice: an outside subscriber hears in time.
    private func slow(_ service: SuiteService, _ length: Duration) async throws {
        let begun = ContinuousClock.now
        while begun.duration(to: .now) < length {
            part(service).signal(SIGSTOP)
            try await Task.sleep(for: .milliseconds(450))
            part(service).signal(SIGCONT)
            try await Task.sleep(for: .milliseconds(50))
        }
        if service == .gateway {
            load.answers.excuse(begun..<ContinuousClock.now + .milliseconds(500))
        }
    }
}
