// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import Messaging
import Testing

@testable import Outbox

@Suite struct DeadLetterDeskTests {
    private func letter(_ number: UInt64) -> ParkedMessage {
        let message = AMQPMessage(body: [], messageID: "m-\(number)", userID: "calendar")
        return ParkedMessage(
            AMQPDelivery(message: message, exchange: BrokerNames.dead, routingKey: "calendar.dead"), of: .calendar)
    }

    @Test(.timeLimit(.minutes(1))) func lettersLieInTheQueuesOrderAndOnlyWhatIsFinishedLeaves() async {
        let desk = DeadLetterDesk()
        let numbers: [UInt64] = [9, 10, 2, 1, 3]
        let gone = await withTaskGroup(of: UInt64?.self) { tasks in
            for (index, number) in numbers.enumerated() {
                let letter = letter(number)
                tasks.addTask { await desk.isDone(with: letter, number: number) ? number : nil }
                while desk.letters.count == index { await Task.yield() }
            }
            #expect(desk.letters.map(\.letter.id) == ["m-1", "m-2", "m-3", "m-9", "m-10"])
            desk.finish(desk.letters[1])
            desk.finish(desk.letters[1])
            desk.close()
            var finished: [UInt64] = []
            for await case let number? in tasks { finished.append(number) }
            return finished
        }
        #expect(gone == [2])
        #expect(await !desk.isDone(with: letter(11), number: 11))
        #expect(desk.letters.count == numbers.count)
    }
}
