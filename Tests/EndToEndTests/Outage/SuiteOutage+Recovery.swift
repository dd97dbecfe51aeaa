// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

extension SuiteOutage {
    /// How soon the suite works again once a server takes connections, and whether readiness says so meanwhile.
    ///
    /// The aims are 2 s for the broker and 1 s for Postgres; the bounds here leave room for a busy machine.
    @Suite(.serialized)
    struct OfRecoveryOutage {
        /// The moment at which a port takes a connection that was refused before.
        private static func opening(of port: Int) async throws -> ContinuousClock.Instant {
            try await Eventually.find("open port \(port)", within: .seconds(60), every: .milliseconds(10)) {
                Self.isOpen(port) ? .now : nil
            }
        }

        private static func isOpen(_ port: Int) -> Bool {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(clamping: port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }

        /// Kills a server, lets it come back, and measures from its first connection to the first good answer.
        private static func recovery(of server: String, at url: String) async throws -> Duration {
            let port = try #require(URLComponents(string: try RunningSuite.value(url))?.port)
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let appointment = try await agent.schedule(.appointment(in: tenant))
            try await RunningSuite.local("kill \(server)")
            try await Eventually.holds("refusal") { try await agent.get(appointment.path).status == 503 }
            // Until it is tried again at the longest interval only.
            let rested = ContinuousClock.now + .seconds(3)
            try await Eventually.holds("end of the refusals", every: .milliseconds(100)) { () async throws in
                #expect(try await agent.get(appointment.path).status == 503)
                return ContinuousClock.now >= rested
            }
            return try await withThrowingTaskGroup(of: Duration?.self) { group in
                group.addTask {
                    try await RunningSuite.local("restart \(server)")
                    return nil
                }
                group.addTask {
                    let opened = try await opening(of: port)
                    try await Eventually.holds("good answer", within: .seconds(60), every: .milliseconds(20)) {
                        try await agent.get(appointment.path).status == 200
                    }
                    return opened.duration(to: .now)
                }
                return try #require(try await group.reduce(nil) { $0 ?? $1 })
            }
        }

        @Test func aBrokerThatIsBackIsFoundInSeconds() async throws {
            let duration = try await Self.recovery(of: "broker", at: "AMQP_URL")
            #expect(duration < .seconds(6))
            try await SuiteOutage.everythingWorks()
        }

        @Test func aDatabaseThatIsBackIsFoundInSeconds() async throws {
            let duration = try await Self.recovery(of: "postgres", at: "DATABASE_URL")
            #expect(duration < .seconds(6))
            try await SuiteOutage.everythingWorks()
        }

        /// What each process says of itself, by its own port.
        private static func ready(_ service: String) async throws -> Bool {
            let port = try RunningSuite.setting("HEALTH_PORT", of: service)
            let line = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:\(port)/health/ready"]
            return try await Command.run("/usr/bin/curl", line) == "200"
        }

        @Test(arguments: ["broker", "postgres"])
        func readinessTellsTheTruth(server: String) async throws {
            let all = RunningSuite.databaseServices + ["gateway"]
            try await SuiteOutage.everythingWorks()
            for service in all {
                #expect(try await Self.ready(service), "\(service) before")
            }
            let concerned = server == "broker" ? all : RunningSuite.databaseServices
            try await SuiteOutage.without(server) {
                for service in concerned {
                    try await Eventually.holds("honest \(service)") { try await !Self.ready(service) }
                }
                if server == "broker" {
                    #expect(try await Person.nobody.get("/health/ready").status == 503)
                } else {
                    #expect(try await Self.ready("gateway"))
                }
            }
            for service in all {
                try await Eventually.holds("ready \(service)", within: SuiteOutage.recovery) {
                    try await Self.ready(service)
                }
            }
        }
    }
}
