// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Testing

@testable import NotificationsService

@Suite(.timeLimit(.minutes(1))) struct AddressLookupTests {
    private static let found = [IPAddress("192.0.2.1")].compactMap { $0 }

    @Test func aNameHasTheAddressesFound() async {
        let lookup = AddressLookup(threads: 2, queueLimit: 4, patience: .seconds(30)) {
            $0 == "known" ? Self.found : []
        }
        #expect(await lookup.addresses(of: "known") == Self.found)
        #expect(await lookup.addresses(of: "unknown").isEmpty)
    }

    @Test func aResolverThatDoesNotAnswerIsWaitedForSoLongOnly() async {
        let answer = DispatchSemaphore(value: 0)
        let lookup = AddressLookup(threads: 1, queueLimit: 4, patience: .milliseconds(500)) { _ in
            answer.wait()
            return Self.found
        }
        let begin = ContinuousClock.now
        #expect(await lookup.addresses(of: "first").isEmpty)
        // It waits behind the first and is given up in the queue.
        #expect(await lookup.addresses(of: "second").isEmpty)
        #expect(begin.duration(to: .now) < .seconds(10))
        // One for the first look-up and one for this: the second is asked by nobody any more.
        answer.signal()
        answer.signal()
        #expect(await lookup.addresses(of: "third") == Self.found)
    }

    @Test func whatFindsTheQueueFullIsRefusedAtOnce() async {
        let answer = DispatchSemaphore(value: 0)
        let lookup = AddressLookup(threads: 1, queueLimit: 0, patience: .seconds(30)) { _ in
            answer.wait()
            return Self.found
        }
        let begin = ContinuousClock.now
        #expect(await lookup.addresses(of: "refused").isEmpty)
        #expect(begin.duration(to: .now) < .seconds(10))
    }
}
