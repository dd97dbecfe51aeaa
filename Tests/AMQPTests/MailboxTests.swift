// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ
import Glibc
import Testing

@testable import AMQP

@Suite struct MailboxTests {
    private let mailbox = Mailbox<[Int]>([])

    private func rings() -> Bool {
        var entry = pollfd(fd: mailbox.bell.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    @Test func theBellIsRungOnlyForASleeper() {
        mailbox.post { (true, $0.append(1)) }
        #expect(!rings())
        #expect(!mailbox.fallAsleep())
        #expect(mailbox.take { content, _ in content } == [1])
        #expect(mailbox.fallAsleep())
        mailbox.post { (false, _ = $0.count) }
        #expect(!rings())
        mailbox.post { (true, $0.append(2)) }
        #expect(rings())
    }

    @Test func onlyTheFirstOfManyRings() {
        #expect(mailbox.fallAsleep())
        mailbox.post { (true, $0.append(1)) }
        mailbox.bell.clear()
        mailbox.post { (true, $0.append(2)) }
        #expect(!rings())
    }

    @Test func aRequestToStopWakesAndIsNeverWeakened() {
        #expect(mailbox.fallAsleep())
        mailbox.stop(.now)
        #expect(rings())
        mailbox.stop(.gracefully)
        #expect(mailbox.take { _, stop in stop } == .now)
    }
}
