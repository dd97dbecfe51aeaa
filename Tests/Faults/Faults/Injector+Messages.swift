// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

extension Injector {
    /// What this cycle has published so far is published again, each event several times, all of them shuffled.
    ///
    /// - Parameter replicas: whether to have two more processes of each listener while it lasts.
    func duplicate(withReplicas replicas: Bool) async throws {
        let more = replicas ? SuiteService.listeners + SuiteService.listeners : []
        let processes = try more.map { try startReplica(of: $0) }
        let result: Result<Int, any Error>
        do {
            let count = try await watch.publishAgain(times: 5, atMost: 150)
            // Under load a queue is hardly ever seen empty.
            try await load.resting {
                try await watch.queuesAreEmpty(of: SuiteService.listeners, within: .seconds(60))
            }
            result = .success(count)
        } catch {
            result = .failure(error)
        }
        for (service, process) in zip(more, processes) {
            Glibc.kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
            record.noteKill(of: service, at: nil)
        }
        record.noteDuplicates(try result.get())
    }

    /// A message that nobody can read is parked, and its neighbours go on.
    func poison() async throws {
        try await watch.publishPoison()
        try await load.makesProgress()
    }

    private func startReplica(of service: SuiteService) throws -> pid_t {
        var settings = try instance.settings(of: service)
        settings["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        // Any free one: nobody asks it for its health.
        settings["HEALTH_PORT"] = "0"
        return try Program.start(
            [instance.executables.appending(path: service.rawValue).path],
            environment: settings.map { "\($0.key)=\($0.value)" },
            output: instance.folder.appending(path: "logs/\(service.rawValue)-replica.log").path)
    }
}
