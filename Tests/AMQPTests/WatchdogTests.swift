// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ
import Glibc
import Testing

@testable import AMQP

@Suite struct WatchdogTests {
    @Test func aConnectionWithoutProgressLosesItsSocket() async throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (watchedEnd, otherEnd) = (ends[0], ends[1])
        let watched = Watchdog.shared.watch(descriptor: watchedEnd, patience: .seconds(1))
        defer {
            Watchdog.shared.forget(watched)
            close(watchedEnd)
            close(otherEnd)
        }
        let lost = Signals<Bool>()
        await ConnectionThread<PublisherRole>.run(named: "reader") {
            // The end of the stream is the signal; without it the deadline of poll decides.
            var entry = pollfd(fd: otherEnd, events: Int16(POLLIN), revents: 0)
            var byte: UInt8 = 0
            lost.record(poll(&entry, 1, 10_000) > 0 && read(otherEnd, &byte, 1) == 0)
        }
        #expect(lost.all == [true])
    }
}
