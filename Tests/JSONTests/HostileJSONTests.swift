// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JSON

/// Documents made to hurt: every one of them ends in a value or a failure, quickly.
@Suite struct HostileJSONTests {
    private static let sample = """
        {"id":"b5c1","n":-12.5e+3,"ok":true,"none":null,"text":"a\\"\\u00e9\\ud83d\\ude00é€😀\\\\","list":[1,[],{},"x"],
        "nested":{"a":{"b":[{"c":false}]}},"long":"0123456789012345678901234567890123456789"}
        """

    @Test(arguments: ["[", "{\"a\":", "[[],", "[{\"a\":"])
    func aHundredThousandLevelsAreRefused(opening: String) {
        let bytes = Array(String(repeating: opening, count: 100_000).utf8)
        let failure = #expect(throws: JSONFailure.self) { try JSONValue.parse(bytes) }
        #expect(failure?.code == .tooDeep)
        #expect(throws: JSONFailure.self) { try JSONSlices.check(bytes) }
    }

    @Test func theLastLevelAndTheLastElementAreAllowed() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONValue.parse(nested(32))
        #expect(throws: JSONFailure(.tooDeep, at: 32)) { try JSONValue.parse(nested(33)) }
        _ = try JSONValue.parse(nested(512), limits: JSONLimits(depth: .max, elements: 1_000))
        #expect(throws: JSONFailure.self) {
            try JSONValue.parse(nested(513), limits: JSONLimits(depth: .max, elements: 1_000))
        }
        let full = Array(("[" + String(repeating: "0,", count: 9_998) + "0]").utf8)
        #expect(try JSONValue.parse(full).elements?.count == 9_999)
        let tooFull = Array(("[" + String(repeating: "0,", count: 9_999) + "0]").utf8)
        #expect(throws: JSONFailure(.tooManyElements, at: 19_999)) { try JSONValue.parse(tooFull) }
    }

    @Test func sevenHundredThousandObjectsAreRefused() {
        let bytes = Array(("[" + String(repeating: "{\"a\":1},", count: 700_000) + "1]").utf8)
        let failure = #expect(throws: JSONFailure.self) { try JSONValue.parse(bytes) }
        #expect(failure?.code == .tooManyElements)
    }

    @Test func tenKilobytesOfDigitsAreRefused() {
        for text in [
            String(repeating: "9", count: 10_000), "0." + String(repeating: "1", count: 10_000),
            "1e" + String(repeating: "9", count: 10_000), "-" + String(repeating: "1", count: 64),
        ] {
            #expect(throws: JSONFailure(.numberTooLong, at: 0)) { try JSONValue.parse(Array(text.utf8)) }
        }
        #expect(throws: Never.self) { try JSONValue.parse([UInt8](repeating: 0x31, count: 64)) }
    }

    @Test(.timeLimit(.minutes(1))) func manyMembersAreCheckedWithoutComparingEachWithEach() throws {
        let names = (0..<9_000).map { "\"n\($0)\":0" }
        let bytes = Array("{\(names.joined(separator: ","))}".utf8)
        for _ in 0..<20 { #expect(try JSONValue.parse(bytes).members?.count == 9_000) }
        let twice = Array("{\(names.joined(separator: ",")),\"n17\":1}".utf8)
        #expect(throws: JSONFailure(.duplicateMember, at: twice.count - 8)) { try JSONValue.parse(twice) }
        let escaped = Array("{\(names.joined(separator: ",")),\"\\u006e17\":1}".utf8)
        #expect(throws: JSONFailure.self) { try JSONValue.parse(escaped) }
    }

    @Test func duplicatesAreFoundInObjectsOfEverySize() throws {
        for count in 1...80 {
            for copy in [0, count / 2, count - 1] {
                let names = (0..<count).map { "\"m\($0)\":{\"m0\":0}" } + ["\"m\(copy)\":1"]
                let failure = #expect(throws: JSONFailure.self) {
                    try JSONValue.parse(Array("{\(names.joined(separator: ","))}".utf8))
                }
                #expect(failure?.code == .duplicateMember)
                _ = try JSONValue.parse(Array("{\(names.dropLast().joined(separator: ","))}".utf8))
            }
        }
    }

    @Test func aDocumentCutAnywhereIsRefused() throws {
        let bytes = Array(Self.sample.utf8)
        let whole = try JSONValue.parse(bytes)
        #expect(whole.members?.count == 8)
        for length in 0..<bytes.count {
            #expect(throws: JSONFailure.self) { try JSONValue.parse(bytes[..<length]) }
            #expect(throws: JSONFailure.self) { try JSONSlices.members(of: bytes, in: 0..<length) }
        }
    }

    @Test func mutationsAgreeWithFoundationWhereBothAccept() throws {
        let samples = [
            Self.sample,
            #"[1.5e10,-0,0.1,"\u0041\n",true,{"a":{"b":[]}}]"#,
            #"{"k":"ü","e":"\ud83d\ude00","n":[null]}"#,
            "[12345678901234567890,-1e-7,3]",
        ].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 7)
        let structural = Array("{}[]\",:\\u0e-+.1 \n\0".utf8) + [0xC3, 0xED, 0xF0, 0x80, 0xFF]
        var both = 0
        for round in 0..<24_000 {
            var bytes = samples[round % samples.count]
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let byte =
                Bool.random(using: &generator)
                ? UInt8.random(in: 0...255, using: &generator)
                : structural[Int.random(in: 0..<structural.count, using: &generator)]
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            default: bytes.remove(at: place)
            }
            guard let ours = try? JSONValue.parse(bytes) else {
                #expect(throws: JSONFailure.self) { try JSONSlices.check(bytes) }
                continue
            }
            #expect(throws: Never.self) { try JSONSlices.check(bytes) }
            // What we accept is JSON, so Foundation has to read it, and to the same values.
            let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(agrees(ours, theirs), "\(String(decoding: bytes, as: UTF8.self))")
            both += 1
        }
        #expect(both > 2_000)
    }

    private func agrees(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .boolean(let bool): return (theirs as? Bool) == bool
        case .number:
            guard let ours = ours.double, let theirs = (theirs as? NSNumber)?.doubleValue else { return false }
            // Foundation reads long literals as decimals and rounds those once more, so the last bits may differ.
            return ours == theirs || abs(ours - theirs) <= abs(ours) * 4 * Double.ulpOfOne
        case .string(let text):
            return (theirs as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
        case .array(let elements):
            guard let array = theirs as? [Any], array.count == elements.count else { return false }
            return zip(elements, array).allSatisfy { agrees($0, $1) }
        case .object(let members):
            guard let object = theirs as? [String: Any], object.count == members.count else { return false }
            return members.allSatisfy { member in object[member.name].map { agrees(member.value, $0) } ?? false }
        }
    }
}
