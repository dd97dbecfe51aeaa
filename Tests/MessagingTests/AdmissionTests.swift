// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Messaging

@Suite("Room for requests that wait")
struct AdmissionTests {
    private let start = ContinuousClock.now

    /// A service that answers one request each `pause`, first come first served, while there are always more than may
    /// wait; for so many answers.
    private func flood(_ admission: inout Admission, pause: Duration, answers: Int) -> [Duration] {
        var waiting: [ContinuousClock.Instant] = []
        var taken: [Duration] = []
        var now = start
        for _ in 0..<answers {
            while admission.begin(at: now) { waiting.append(now) }
            now += pause
            let begun = waiting.removeFirst()
            taken.append(begun.duration(to: now))
            admission.end(begun: begun, at: now)
        }
        return taken
    }

    @Test func aBurstMayFillTheWholeLimit() {
        var admission = Admission(most: 1000)
        let admitted = (0..<1500).count { _ in admission.begin(at: start) }
        #expect(admitted == 1000 && admission.count == 1000 && !admission.hasRoom)
        admission.end(begun: start, at: start)
        #expect(admission.hasRoom)
    }

    @Test func aStandingQueueShrinksToWhatIsAnsweredInASecond() {
        var admission = Admission(most: 1000)
        let taken = flood(&admission, pause: .milliseconds(5), answers: 4000)
        // 200 in a second; the first thousand had to wait for five.
        #expect((100...300).contains(admission.limit), "\(admission.limit)")
        #expect(taken.suffix(1000).allSatisfy { $0 < .seconds(2) }, "\(taken.suffix(1000).max() ?? .zero)")
    }

    @Test func aQuickServiceKeepsTheWholeLimit() {
        var admission = Admission(most: 500)
        let taken = flood(&admission, pause: .milliseconds(1), answers: 5000)
        #expect(admission.limit == 500)
        #expect(taken.allSatisfy { $0 <= .milliseconds(500) })
    }

    @Test func howeverSlowItIsSomeMayWait() {
        var admission = Admission(most: 1000)
        _ = flood(&admission, pause: .seconds(1), answers: 2000)
        #expect(admission.limit == Admission.fewest)
    }

    @Test func whatWasTakenComesBackWithQuickAnswers() {
        var admission = Admission(most: 1000)
        _ = flood(&admission, pause: .seconds(1), answers: 2000)
        var now = start + .seconds(5000)
        for _ in 0..<100 {
            now += .milliseconds(300)
            admission.end(begun: now - .milliseconds(10), at: now)
            _ = admission.begin(at: now)
        }
        #expect(admission.limit == 1000)
    }

    @Test func whatWasTakenComesBackWhenNothingWaits() {
        var admission = Admission(most: 1000)
        _ = flood(&admission, pause: .seconds(1), answers: 2000)
        while admission.count > 0 {
            admission.end(begun: start, at: start + .seconds(5000))
        }
        #expect(admission.limit == Admission.fewest)
        _ = admission.begin(at: start + .seconds(5000))
        #expect(admission.limit == 1000)
    }

    @Test func oneSlowAnswerAfterAnIdleHourIsNoQueue() {
        var admission = Admission(most: 1000)
        let later = start + .seconds(3600)
        _ = admission.begin(at: later)
        admission.end(begun: later, at: later + .milliseconds(900))
        #expect(admission.limit == 1000)
    }
}
