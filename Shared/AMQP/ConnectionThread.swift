// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Logging
import Observability
import TaskThreads

/// The life of a connection on a thread of its own: connects, serves, comes back after a loss, for ever.
final class ConnectionThread<Role: ConnectionRole> {
    /// How long a connection must have lasted for the next attempt to come at once.
    private static var stable: Duration { .seconds(5) }
    /// Frames read before mail is looked at again.
    private static var framesPerTurn: Int { 512 }

    private let role: Role
    private let nodes: [AMQPAddress]
    private let name: String
    private let heartbeat: Duration
    private let connectTimeout: Duration
    private let frameBytes: Int
    private let logger: Logger
    private let metrics: AMQPConnectionMetrics
    private let clock = ContinuousClock()

    init(
        _ role: Role, address: AMQPAddress, name: String, heartbeat: Duration, connectTimeout: Duration,
        frameBytes: Int, logger: Logger
    ) {
        self.role = role
        nodes = address.nodes
        self.name = name
        self.heartbeat = max(.seconds(1), heartbeat)
        self.connectTimeout = connectTimeout
        self.frameBytes = frameBytes
        self.logger = logger
        metrics = AMQPConnectionMetrics(name)
    }

    /// Runs the body on a new thread outside Swift's pool, where it may block, and waits for its end.
    static func run(named name: String, _ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                body()
                continuation.resume()
            }
            thread.name = name
            thread.start()
        }
    }

    /// Returns when the role is asked to stop and done.
    func run() {
        ThreadJobs.lend(live)
    }

    private func live(_ jobs: ThreadJobs) {
        var backOff = BackOff()
        // Anywhere, so that the connections of many processes are spread over the nodes.
        var node = Int.random(in: nodes.indices)
        while true {
            let address = nodes[node]
            let delay: Duration
            let began = clock.now
            do throws(AMQPFailure) {
                try connectAndServe(at: address, jobs)
                return
            } catch {
                // A failed attempt may take as long, but did not work.
                let lasted = began.duration(to: clock.now) >= Self.stable
                delay = backOff.delay(afterWorking: lasted && error.code != .connect && error.code != .login)
                metrics.losses(error.code).increment()
                logger.warning(
                    "lost the broker",
                    metadata: ["connection": "\(name)", "broker": "\(address)", "error": "\(error)"])
            }
            node = (node + 1) % nodes.count
            if waitWithoutConnection(until: clock.now + delay, jobs) { return }
        }
    }

    private func connectAndServe(at address: AMQPAddress, _ jobs: ThreadJobs) throws(AMQPFailure) {
        let connection = try Connection(
            to: address, name: name, heartbeat: heartbeat, timeout: connectTimeout, frameBytes: frameBytes)
        let watched = Watchdog.shared.watch(descriptor: connection.descriptor, patience: heartbeat * 2)
        metrics.isUp.set(true)
        metrics.connects.increment()
        defer {
            metrics.isUp.set(false)
            Watchdog.shared.forget(watched)
            role.closed(at: clock.now)
        }
        logger.info("connected to the broker", metadata: ["connection": "\(name)", "broker": "\(address)"])
        try role.opened(connection, at: clock.now)
        var nextLook = clock.now + heartbeat / 2
        while true {
            watched.noteProgress()
            var now = clock.now
            var sleep = Duration.zero
            var forWriting = false
            let turn = try role.turn(connection, at: now)
            jobs.run()
            switch turn {
            case .again: break
            case .finish:
                close(connection)
                return
            case .sleep(let deadline, let writing):
                forWriting = writing
                sleep = now.duration(to: min(deadline ?? nextLook, nextLook))
            }
            var hasInput = connection.hasBufferedInput
            if !hasInput {
                let mayRest = sleep > .zero && role.mailbox.fallAsleep()
                hasInput = connection.wait(
                    bell: role.mailbox.bell, limit: mayRest ? sleep : .zero, forWriting: forWriting)
                if mayRest {
                    // Who else is ready goes first, so that what they leave goes along with what woke us.
                    sched_yield()
                }
                now = clock.now
            }
            // Reading is also what sends and checks heartbeats (native-clients.md 2.1.2).
            guard hasInput || now >= nextLook else { continue }
            nextLook = now + heartbeat / 2
            try read(connection, at: now)
        }
    }

    private func read(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) {
        var count = 0
        repeat {
            guard let (channel, frame) = try connection.nextFrame() else { return }
            defer { connection.releaseFrames(of: channel) }
            if case .connectionClosed(let failure) = frame {
                connection.confirmClose()
                throw failure
            }
            try role.received(frame, on: channel, connection, at: now)
            count += 1
        } while connection.hasBufferedInput && count < Self.framesPerTurn
    }

    /// Says good-bye and waits a moment for the answer; without one the broker finds out by itself.
    private func close(_ connection: Connection) {
        let deadline = clock.now + .seconds(2)
        do throws(AMQPFailure) {
            try connection.sendClose()
            while clock.now < deadline {
                guard let (channel, frame) = try connection.nextFrame() else {
                    _ = connection.wait(
                        bell: role.mailbox.bell, limit: clock.now.duration(to: deadline), forWriting: false)
                    continue
                }
                defer { connection.releaseFrames(of: channel) }
                if case .connectionCloseConfirmed = frame { return }
            }
        } catch {
            logger.debug("closing", metadata: ["connection": "\(name)", "error": "\(error)"])
        }
    }

    /// - Returns: whether to end.
    private func waitWithoutConnection(until instant: ContinuousClock.Instant, _ jobs: ThreadJobs) -> Bool {
        while true {
            let now = clock.now
            let end: ContinuousClock.Instant
            let turn = role.turnWithoutConnection(at: now)
            jobs.run()
            switch turn {
            case .finish:
                return true
            case .again:
                guard now < instant else { return false }
                end = instant
            case .sleep(let deadline, _):
                end = deadline ?? instant
            }
            if role.mailbox.fallAsleep() {
                role.mailbox.bell.wait(atMost: now.duration(to: end))
            }
        }
    }
}
