// SPDX-License-Identifier: Apache-2.0
import Failpoints

/// Which faults a cycle is made of.
enum FaultPlan {
    /// About 25 kills and two of the slow faults; within ten cycles every fault is there, within eleven every failpoint
    /// of every service.
    static func long(_ cycle: Int) -> [Fault] {
        let random = (SuiteService.allCases + SuiteService.allCases).map(Fault.kill)
        let points = rotating(Failpoint.all, from: cycle * 6, count: 6).map {
            Fault.failpoint($0.service, $0.failpoint, count: Int.random(in: 1...3))
        }
        let service = SuiteService.allCases[cycle % SuiteService.allCases.count]
        let others: [Fault] = [
            .pause(service, .seconds(Int64.random(in: 1...8))), .poison, .duplicates(replicas: true),
        ]
        return (random + points + others + rotating(slow(cycle), from: cycle * 2, count: 2)).shuffled()
    }

    /// A minute or so: each service twice, each server once, and a place of each kind. Notifications first, since what a
    /// killed dispatcher had claimed is free again only after its lease.
    static func short(_ cycle: Int) -> [Fault] {
        [
            .failpoint(.notifications, .afterMark, count: 2), .kill(.notifications), .kill(.calendar),
            .failpoint(.scheduling, .relayBeforeMark, count: 2), .kill(.participants),
            .failpoint(.calendar, .eventBeforeAck, count: 3), .kill(.gateway),
            .failpoint(.scheduling, .customersRegistered, count: 2), .kill(.scheduling),
            .failpoint(.scheduling, .afterCommit, count: 4), .pause(.participants, .seconds(2)), .poison,
            .duplicates(replicas: false), .killPostgres, .killBroker, .kill(.gateway), .kill(.calendar),
        ]
    }

    /// The faults of a cycle's rotation whose names contain a text.
    static func named(_ text: String, _ cycle: Int) -> [Fault] {
        slow(cycle).filter { $0.name.contains(text) }
    }

    /// Those that take their time; the services rotate.
    private static func slow(_ cycle: Int) -> [Fault] {
        let service = SuiteService.allCases[cycle % SuiteService.allCases.count]
        let room = SuiteService.ofDatabase[cycle % SuiteService.ofDatabase.count]
        return [
            .killBroker, .killPostgres, .memoryAlarm, .stopPostgresImmediately, .silentBroker(service),
            .restartBroker, .silentPostgres(room), .idleness, .slow(service, .seconds(15)), .blockedIdleness,
        ]
    }

    private static func rotating<Element>(_ all: [Element], from start: Int, count: Int) -> [Element] {
        (start..<start + count).map { all[$0 % all.count] }
    }
}
