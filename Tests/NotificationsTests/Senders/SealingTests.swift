// SPDX-License-Identifier: Apache-2.0
import Foundation
import NotificationsContract
import NotificationsService
import Testing

@Suite struct SealingTests {
    private static let first = "a:" + Data(repeating: 1, count: 32).base64EncodedString()
    private static let second = "b:" + Data(repeating: 2, count: 32).base64EncodedString()
    private static let bytes = Array("a password".utf8)

    @Test func whatIsSealedOpensForItsApplicationOnly() throws {
        let sealing = try #require(Sealing(Self.first))
        let sealed = try sealing.seal(Self.bytes, for: "app-1")
        #expect(try sealing.open(sealed, for: "app-1") == Self.bytes)
        #expect(throws: SealingFault.unreadable) { try sealing.open(sealed, for: "app-2") }
        #expect(String(decoding: sealed, as: UTF8.self).contains("password") == false)
        // The same again is something else: nobody sees that two are alike.
        #expect(try sealing.seal(Self.bytes, for: "app-1") != sealed)
    }

    @Test func everyAlteredByteIsNoticed() throws {
        let sealing = try #require(Sealing(Self.first))
        let sealed = try sealing.seal(Self.bytes, for: "app-1")
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            #expect(throws: SealingFault.self, "\(index)") { try sealing.open(altered, for: "app-1") }
        }
        for length in sealed.indices {
            #expect(throws: SealingFault.self) { try sealing.open(Array(sealed.prefix(length)), for: "app-1") }
        }
    }

    @Test func aNewKeySealsAndTheOldOneStillOpens() throws {
        let old = try #require(Sealing(Self.first))
        let both = try #require(Sealing("\(Self.second),\(Self.first)"))
        let new = try #require(Sealing(Self.second))
        let sealed = try old.seal(Self.bytes, for: "app-1")
        #expect(try both.open(sealed, for: "app-1") == Self.bytes)
        #expect(both.currentKey == "b")
        let again = try both.seal(Self.bytes, for: "app-1")
        #expect(try new.open(again, for: "app-1") == Self.bytes)
        #expect(throws: SealingFault.unknownKey("a")) { try new.open(sealed, for: "app-1") }
        #expect(throws: SealingFault.unknownKey("b")) { try old.open(again, for: "app-1") }
    }

    @Test(arguments: ["", "a", "a:", "a:AAAA", ":" + String(first.dropFirst(2)), first + ",", first + "," + first])
    func keysHaveAnIdAnd32Bytes(text: String) {
        #expect(Sealing(text) == nil)
    }

    @Test func codesAreComparedByTheirHashes() throws {
        let hashing = try #require(CodeHashing(pepper: "0123456789abcdef"))
        let other = try #require(CodeHashing(pepper: "0123456789abcdeg"))
        let hash = hashing.hash("063780", for: "sender 1")
        #expect(hashing.isRight("063780", for: "sender 1", hash: hash))
        #expect(!hashing.isRight("063781", for: "sender 1", hash: hash))
        #expect(!hashing.isRight("063780", for: "sender 2", hash: hash))
        #expect(!hashing.isRight("063780", for: "sender 1", hash: []))
        #expect(!other.isRight("063780", for: "sender 1", hash: hash))
        #expect(CodeHashing(pepper: "short") == nil)
        for _ in 0..<1_000 {
            #expect(CodeHashing.random().wholeMatch(of: /[0-9]{6}/) != nil)
        }
    }

    @Test func secretsAreNotPrinted() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped) \([secret])".contains("hunter2"))
    }
}
