// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct PublisherIntakeTests {
    private func item(bytes: Int) -> PublisherIntake.Item {
        PublisherIntake.Item(
            bytes: bytes, compose: { AMQPMessage(body: [UInt8](repeating: 0, count: bytes)) }, exchange: "",
            routingKey: "", mandatory: false, outcome: { _ in })
    }

    private func intake(messages: Int, bytes: Int) -> PublisherIntake {
        var limits = AMQPPublisherLimits()
        limits.messages = messages
        limits.bytes = bytes
        var intake = PublisherIntake(limits: limits)
        intake.refuse(nil)
        return intake
    }

    @Test func nothingIsAcceptedBeforeItIsReady() {
        var intake = PublisherIntake(limits: AMQPPublisherLimits())
        #expect(intake.accept(item(bytes: 1)) == .disconnected)
    }

    @Test func messagesCountUntilTheyAreResolved() {
        var intake = intake(messages: 2, bytes: 100)
        var buffer: [PublisherIntake.Item] = []
        #expect(intake.accept(item(bytes: 1)) == nil)
        #expect(intake.accept(item(bytes: 1)) == nil)
        #expect(intake.accept(item(bytes: 1)) == .full)
        intake.hand(over: &buffer, resolvedMessages: 0, resolvedBytes: 0)
        #expect(buffer.count == 2)
        #expect(intake.accept(item(bytes: 1)) == .full)
        buffer = []
        intake.hand(over: &buffer, resolvedMessages: 1, resolvedBytes: 1)
        #expect(intake.accept(item(bytes: 1)) == nil)
    }

    @Test func bytesCountUntilTheyAreResolved() {
        var intake = intake(messages: 100, bytes: 10)
        var buffer: [PublisherIntake.Item] = []
        #expect(intake.accept(item(bytes: 8)) == nil)
        #expect(intake.accept(item(bytes: 3)) == .full)
        #expect(intake.accept(item(bytes: 2)) == nil)
        intake.hand(over: &buffer, resolvedMessages: 1, resolvedBytes: 8)
        #expect(intake.accept(item(bytes: 8)) == nil)
    }
}
