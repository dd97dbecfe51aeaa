// SPDX-License-Identifier: Apache-2.0
import Failpoints

/// One thing that is done to the running instance.
enum Fault: Sendable {
    /// Signal 9 at a random moment.
    case kill(SuiteService)
    /// The process kills itself at a named place, for the count-th time that it gets there.
    case failpoint(SuiteService, Failpoint, count: Int)
    case killBroker, restartBroker
    case killPostgres, stopPostgresImmediately
    /// A process that stands still, then goes on as if nothing had been.
    case pause(SuiteService, Duration)
    /// A process that gets a tenth of the time: its queue grows.
    case slow(SuiteService, Duration)
    /// The way to the broker or to Postgres goes silent while the connections stay open.
    case silentBroker(SuiteService)
    case silentPostgres(SuiteService)
    /// The broker takes nothing from publishers.
    case memoryAlarm
    /// Published events again, several times and in any order; with more consumers than usual.
    case duplicates(replicas: Bool)
    case poison
    /// Nothing to do for so long that a connection without heartbeats would be given up.
    case idleness
    /// The same with publishers blocked by a memory alarm.
    case blockedIdleness

    /// Where a process is to kill itself, nil where none is.
    var place: Failpoint? {
        guard case .failpoint(_, let place, _) = self else { return nil }
        return place
    }

    /// As the report counts it.
    var name: String {
        switch self {
        case .kill(let service): "kill \(service.rawValue)"
        case .failpoint(let service, let point, _): "kill \(service.rawValue) at \(point.rawValue)"
        case .killBroker: "kill the broker"
        case .restartBroker: "restart the broker"
        case .killPostgres: "kill Postgres"
        case .stopPostgresImmediately: "stop Postgres at once"
        case .pause(let service, _): "pause \(service.rawValue)"
        case .slow(let service, _): "slow \(service.rawValue)"
        case .silentBroker(let service): "silence between \(service.rawValue) and the broker"
        case .silentPostgres(let service): "silence between \(service.rawValue) and Postgres"
        case .memoryAlarm: "memory alarm"
        case .duplicates: "duplicated and shuffled deliveries"
        case .poison: "poison messages"
        case .idleness: "25 s of idleness"
        case .blockedIdleness: "25 s of blocked connections"
        }
    }
}
