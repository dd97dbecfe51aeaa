// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JSON

@Suite struct JSONSlicesTests {
    private let bytes = Array(
        #" {"id":"a\u00e9","n": -42 ,"big":9223372036854775808,"ok":true,"no":false,"z":null,"l":["x","\n"],"m":["x",1],"o":{"k":[1]}} "#
            .utf8)

    private func range(_ name: String) throws -> Range<Int> {
        try #require(JSONSlices.members(of: bytes).first { $0.name == name }).range
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    @Test func membersAreRangesOfTheBytes() throws {
        let members = try JSONSlices.members(of: bytes)
        #expect(members.map(\.name) == ["id", "n", "big", "ok", "no", "z", "l", "m", "o"])
        #expect(text(try range("n")) == "-42")
        #expect(text(try range("o")) == #"{"k":[1]}"#)
        #expect(text(try range("id")) == #""a\u00e9""#)
    }

    @Test func levelsAreReadOneByOne() throws {
        let inner = try JSONSlices.members(of: bytes, in: range("o"))
        #expect(inner.map(\.name) == ["k"])
        #expect(text(inner[0].range) == "[1]")
        #expect(try JSONSlices.members(of: Array("{}".utf8)).isEmpty)
    }

    @Test func upperLevelsAreToldInOnePass() throws {
        let bytes = Array(#" [ {"a" : {"b":[1, {"c":2}]}, "d":"x"}, 7 ] "#.utf8)
        let outline = try JSONSlices.outline(of: bytes, depth: 3)
        let elements = try #require(outline.elements)
        let members = try #require(elements.first?.members)
        #expect(members.map(\.name) == ["a", "d"])
        let inner = try #require(members[0].value.members)
        #expect(inner.map(\.name) == ["b"])
        // Deeper than was asked: where it is, and no more.
        #expect(inner[0].value.elements == nil)
        #expect(String(decoding: bytes[inner[0].value.range], as: UTF8.self) == #"[1, {"c":2}]"#)
        #expect(elements[1].elements == nil && elements[1].members == nil)
        #expect(String(decoding: bytes[outline.range], as: UTF8.self).hasPrefix("[ {"))
    }

    @Test(arguments: [#"[{"a":1,"a":2}]"#, #"[{"a":{"b":[{"c":1,"c":2}]}}]"#, "[1", "[1] 2", #"[{"a"}]"#, ""])
    func whatIsDeeperIsCheckedToo(text: String) {
        for depth in 0...4 {
            #expect(throws: JSONFailure.self) { try JSONSlices.outline(of: Array(text.utf8), depth: depth) }
        }
    }

    @Test func rangesAreReadAsWhatTheyHold() throws {
        #expect(JSONSlices.string(of: bytes, in: try range("id")) == "aé")
        #expect(JSONSlices.integer(of: bytes, in: try range("n")) == -42)
        #expect(JSONSlices.boolean(of: bytes, in: try range("ok")) == true)
        #expect(JSONSlices.boolean(of: bytes, in: try range("no")) == false)
        #expect(JSONSlices.isNull(bytes, in: try range("z")))
        #expect(JSONSlices.strings(of: bytes, in: try range("l")) == ["x", "\n"])
        #expect(JSONSlices.strings(of: Array("[]".utf8), in: 0..<2) == [])
    }

    @Test func otherKindsAreNil() throws {
        #expect(JSONSlices.integer(of: bytes, in: try range("big")) == nil)
        #expect(JSONSlices.strings(of: bytes, in: try range("m")) == nil)
        for name in ["n", "ok", "z", "l", "o"] { #expect(JSONSlices.string(of: bytes, in: try range(name)) == nil) }
        for name in ["id", "ok", "z", "l", "o"] { #expect(JSONSlices.integer(of: bytes, in: try range(name)) == nil) }
        for name in ["id", "n", "z", "l", "o"] { #expect(JSONSlices.boolean(of: bytes, in: try range(name)) == nil) }
        for name in ["id", "n", "ok", "l", "o"] { #expect(!JSONSlices.isNull(bytes, in: try range(name))) }
        for name in ["id", "n", "ok", "z", "o"] { #expect(JSONSlices.strings(of: bytes, in: try range(name)) == nil) }
    }

    @Test(arguments: [0..<0, -5..<(-1), 3..<5, 0..<100_000, 99_999..<100_000, Int.min..<Int.max])
    func rangesFromNowhereNeverTrap(range: Range<Int>) {
        #expect(JSONSlices.integer(of: bytes, in: range) == nil)
        #expect(JSONSlices.string(of: bytes, in: range) == nil)
        #expect(JSONSlices.boolean(of: bytes, in: range) == nil)
        #expect(JSONSlices.strings(of: bytes, in: range) == nil)
        #expect(!JSONSlices.isNull(bytes, in: range))
        // Ranges are brought within the array; two of these then hold all of it.
        let outline = try? JSONSlices.outline(of: bytes, in: range, depth: 2)
        #expect((outline != nil) == (range.contains(0) && range.contains(bytes.count)))
    }

    @Test func wrongKindsAreNamed() {
        #expect(throws: JSONFailure(.notAnObject, at: 1)) { try JSONSlices.members(of: Array(" [1]".utf8)) }
        #expect(throws: JSONFailure(.empty, at: 0)) { try JSONSlices.members(of: []) }
    }

    @Test func nestedFaultsAreFound() {
        #expect(throws: JSONFailure(.duplicateMember, at: 14)) {
            try JSONSlices.members(of: Array(#"{"a":[{"k":1, "k":2}]}"#.utf8))
        }
        #expect(throws: JSONFailure.self) { try JSONSlices.members(of: Array(#"{"a":1,"\u0061":2}"#.utf8)) }
        #expect(throws: JSONFailure(.tooDeep, at: 6)) {
            try JSONSlices.members(of: Array(#"{"a":[[1]]}"#.utf8), limits: JSONLimits(depth: 2, elements: 9))
        }
    }

    @Test func slicesAndTreesAgree() throws {
        var generator = SeededGenerator(seed: 10)
        for _ in 0..<2_000 {
            let value = RandomJSON.value(depth: 4, using: &generator)
            let bytes = value.bytes
            if let members = value.members {
                let slices = try JSONSlices.members(of: bytes)
                #expect(slices.map(\.name) == members.map(\.name))
                for (slice, member) in zip(slices, members) {
                    #expect(try JSONValue.parse(bytes[slice.range], limits: .message) == member.value)
                }
            } else if let elements = value.elements {
                let slices = try #require(try JSONSlices.outline(of: bytes, depth: 1).elements)
                #expect(slices.count == elements.count)
                for (slice, element) in zip(slices, elements) {
                    #expect(try JSONValue.parse(bytes[slice.range], limits: .message) == element)
                }
            } else {
                let whole = 0..<bytes.count
                #expect(JSONSlices.string(of: bytes, in: whole) == value.text)
                #expect(JSONSlices.integer(of: bytes, in: whole) == value.integer)
                #expect(JSONSlices.boolean(of: bytes, in: whole) == value.bool)
            }
        }
    }
}

extension JSONOutline {
    fileprivate var members: [(name: String, value: JSONOutline)]? {
        if case .object(let members) = content { members } else { nil }
    }

    fileprivate var elements: [JSONOutline]? {
        if case .array(let elements) = content { elements } else { nil }
    }
}
