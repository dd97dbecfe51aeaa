// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct ContentAssemblerTests {
    private var assembler = ContentAssembler<String>(bodyLimit: 10)
    private let properties = AMQPMessage(body: [], messageID: "m")

    private mutating func body(_ bytes: [UInt8]) throws -> (String, AMQPMessage)? {
        try bytes.withUnsafeBytes { piece in try assembler.body(piece) }
    }

    @Test mutating func aMessageEndsWithItsLastPiece() throws {
        try assembler.begin("start")
        #expect(try assembler.header(bodySize: 5, message: properties) == nil)
        #expect(try body([1, 2]) == nil)
        let (start, message) = try #require(try body([3, 4, 5]))
        #expect(start == "start" && message.body == [1, 2, 3, 4, 5] && message.messageID == "m")
    }

    @Test mutating func aMessageWithoutBodyEndsWithItsHeader() throws {
        try assembler.begin("start")
        #expect(try assembler.header(bodySize: 0, message: properties) != nil)
        try assembler.begin("next")
        #expect(try assembler.header(bodySize: 1, message: properties) == nil)
        #expect(try body([9])?.1.body == [9])
    }

    @Test(arguments: [UInt64(11), .max])
    mutating func aBodyOverTheLimitIsRefusedBeforeItArrives(size: UInt64) throws {
        try assembler.begin("start")
        let failure = #expect(throws: AMQPFailure.self) {
            try assembler.header(bodySize: size, message: properties)
        }
        #expect(failure?.code == .protocolViolation)
    }

    @Test mutating func piecesBeyondTheAnnouncedSizeAreRefused() throws {
        try assembler.begin("start")
        _ = try assembler.header(bodySize: 2, message: properties)
        #expect(throws: AMQPFailure.self) { try body([1, 2, 3]) }
    }

    @Test mutating func emptyPiecesAreRefused() throws {
        try assembler.begin("start")
        _ = try assembler.header(bodySize: 2, message: properties)
        #expect(throws: AMQPFailure.self) { try body([]) }
    }

    @Test mutating func framesOutOfOrderAreRefused() throws {
        #expect(throws: AMQPFailure.self) { try body([1]) }
        #expect(throws: AMQPFailure.self) { try assembler.header(bodySize: 1, message: properties) }
        try assembler.begin("start")
        #expect(throws: AMQPFailure.self) { try assembler.begin("another") }
        #expect(throws: AMQPFailure.self) { try body([1]) }
        _ = try assembler.header(bodySize: 1, message: properties)
        #expect(throws: AMQPFailure.self) { try assembler.header(bodySize: 1, message: properties) }
    }
}
