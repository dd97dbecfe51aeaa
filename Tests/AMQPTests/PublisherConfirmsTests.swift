// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct PublisherConfirmsTests {
    private let start = ContinuousClock.now
    private var resolved: [Int: PublishOutcome] = [:]
    private var times = 0
    private var confirms = PublisherConfirms<Int>()

    private mutating func send(_ ticket: Int, key: String? = nil, messageID: String? = nil, after: Int = 5) {
        let identity = key.map { key in
            PublisherConfirms<Int>.Identity(exchange: "x", routingKey: key, messageID: messageID, bodyBytes: 2)
        }
        confirms.sent(ticket, returnableAs: identity, deadline: start + .seconds(after))
    }

    private mutating func answer(_ tag: UInt64, multiple: Bool = false, acknowledged: Bool = true) {
        var answers: [(Int, PublishOutcome)] = []
        confirms.answered(tag, multiple: multiple, acknowledged: acknowledged) { answers.append(($0, $1)) }
        note(answers)
    }

    private mutating func note(_ answers: [(Int, PublishOutcome)]) {
        times += answers.count
        for (ticket, outcome) in answers { resolved[ticket] = outcome }
    }

    @Test mutating func tagsCountFromOne() {
        send(10)
        send(11)
        answer(1)
        #expect(resolved == [10: .confirmed])
        answer(2)
        #expect(resolved == [10: .confirmed, 11: .confirmed])
        #expect(confirms.outstanding == 0 && confirms.nextDeadline == nil)
    }

    @Test mutating func multipleAnswersAllUpToTheTag() {
        for ticket in 1...5 { send(ticket) }
        answer(2)
        answer(4, multiple: true)
        #expect(resolved.keys.sorted() == [1, 2, 3, 4])
        #expect(times == 4 && confirms.outstanding == 1)
    }

    @Test mutating func multipleWithTagZeroAnswersAll() {
        for ticket in 1...3 { send(ticket) }
        answer(0, multiple: true)
        #expect(times == 3)
    }

    @Test mutating func answersMayComeOutOfOrderAndNegative() {
        for ticket in 1...4 { send(ticket) }
        answer(3)
        answer(1, acknowledged: false)
        answer(4)
        answer(2)
        #expect(resolved == [1: .nacked, 2: .confirmed, 3: .confirmed, 4: .confirmed])
    }

    @Test mutating func aReturnDecidesTheOutcomeOfTheConfirmThatFollows() {
        send(1, key: "a", messageID: "m1")
        send(2, key: "a", messageID: "m2")
        send(3, key: "a", messageID: "m3")
        let identity = PublisherConfirms<Int>.Identity(exchange: "x", routingKey: "a", messageID: "m2", bodyBytes: 2)
        #expect(confirms.returned(identity, code: 312, text: "NO_ROUTE") == true)
        #expect(times == 0)
        answer(3, multiple: true)
        #expect(resolved == [1: .confirmed, 2: .returned(code: 312, text: "NO_ROUTE"), 3: .confirmed])
    }

    @Test mutating func returnsOfLookAlikesAreMatchedInOrder() {
        send(1, key: "a")
        send(2, key: "a")
        let identity = PublisherConfirms<Int>.Identity(exchange: "x", routingKey: "a", bodyBytes: 2)
        #expect(confirms.returned(identity, code: 312, text: "first") == true)
        #expect(confirms.returned(identity, code: 312, text: "second") == true)
        #expect(confirms.returned(identity, code: 312, text: "third") == false)
        answer(2, multiple: true)
        #expect(resolved == [1: .returned(code: 312, text: "first"), 2: .returned(code: 312, text: "second")])
    }

    @Test mutating func messagesThatAreNotMandatoryAreNotMatched() {
        send(1)
        let identity = PublisherConfirms<Int>.Identity(exchange: "x", routingKey: "a", bodyBytes: 2)
        #expect(confirms.returned(identity, code: 312, text: "") == false)
    }

    @Test mutating func unknownAndRepeatedTagsAreIgnored() {
        send(1)
        answer(0)
        answer(2)
        answer(9, multiple: true)
        answer(.max)
        #expect(times == 0)
        answer(1)
        answer(1)
        answer(1, multiple: true)
        #expect(times == 1)
    }

    @Test mutating func theOldestDeadlineCountsAndLateAnswersAreIgnored() {
        send(1, after: 1)
        send(2, after: 2)
        send(3, after: 3)
        answer(1)
        #expect(confirms.nextDeadline == start + .seconds(2))
        var expired: [(Int, PublishOutcome)] = []
        confirms.expire(at: start + .seconds(2)) { expired.append(($0, $1)) }
        note(expired)
        #expect(resolved == [1: .confirmed, 2: .unavailable(.unknown)])
        answer(3, multiple: true)
        #expect(resolved[2] == .unavailable(.unknown) && resolved[3] == .confirmed && times == 3)
    }

    @Test mutating func anAbandonedChannelLeavesAllUnknownAndCountsAnew() {
        send(1)
        send(2)
        var left: [(Int, PublishOutcome)] = []
        confirms.abandon(becauseOf: .returned(code: 404, text: "")) { left.append(($0, $1)) }
        note(left)
        #expect(resolved == [1: .unavailable(.unknown), 2: .unavailable(.unknown)])
        send(3)
        answer(1)
        #expect(resolved[3] == .confirmed)
    }

    @Test mutating func aSingleOutstandingMessageIsTheOneTheChannelWasClosedOver() {
        send(1)
        answer(1)
        send(2)
        var left: [(Int, PublishOutcome)] = []
        confirms.abandon(becauseOf: .returned(code: 404, text: "no exchange")) { left.append(($0, $1)) }
        note(left)
        #expect(resolved == [1: .confirmed, 2: .returned(code: 404, text: "no exchange")])
    }

    @Test(arguments: [UInt64(1), 7, 42])
    mutating func everyTicketComesOutExactlyOnceWhateverTheOrder(seed: UInt64) {
        var generator = Seeded(state: seed)
        var sent = 0
        for _ in 0..<3_000 {
            if Bool.random(using: &generator) || sent == 0 {
                sent += 1
                send(sent)
            } else {
                let tag = UInt64.random(in: 0...UInt64(sent + 2), using: &generator)
                answer(tag, multiple: .random(using: &generator), acknowledged: .random(using: &generator))
            }
        }
        var left: [(Int, PublishOutcome)] = []
        confirms.abandon { left.append(($0, $1)) }
        note(left)
        #expect(times == sent && resolved.count == sent)
    }
}

/// A generator whose numbers are the same in every run (splitmix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
