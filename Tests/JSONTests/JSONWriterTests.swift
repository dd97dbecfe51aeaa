// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JSON

@Suite struct JSONWriterTests {
    @Test func everyKindOfMemberIsWritten() {
        var writer = JSONWriter()
        writer.object { object in
            object.member("text", "a")
            object.member("none", String?.none)
            object.member("int", 5)
            object.member("long", Int64.min)
            object.member("noInt", Int?.none)
            object.member("double", 0.5)
            object.member("infinite", Double.infinity)
            object.member("yes", true)
            object.member("noBool", Bool?.none)
            object.member("list", ["x", "y"])
            object.member("noList", [String]?.none)
            object.member(null: "null")
            object.member(raw: "raw", Array("{\"a\":[1]}".utf8))
            object.member(raw: "noRaw", [UInt8]?.none)
            object.member("tree", JSONValue.array([.null, .boolean(false), .number("1.50")]))
            object.member(named: "na\"me", .string("v"))
            object.member("object", object: { $0.member("k", "v") })
            object.member("empty", object: { _ in })
            object.member(
                "array",
                array: { array in
                    array.value("s")
                    array.value(1)
                    array.value(UInt64.max)
                    array.value(-0.25)
                    array.value(Double.nan)
                    array.value(false)
                    array.null()
                    array.object { $0.member("n", 1) }
                    array.array { _ in }
                    array.value(raw: Array("[2]".utf8)[...])
                    array.value(.string("t"))
                })
            object.member("last", 1)
        }
        #expect(
            writer.text == #"{"text":"a","int":5,"long":-9223372036854775808,"double":0.5,"infinite":null,"yes":true,"#
                + #""list":["x","y"],"null":null,"raw":{"a":[1]},"tree":[null,false,1.50],"na\"me":"v","#
                + #""object":{"k":"v"},"empty":{},"array":["s",1,18446744073709551615,-0.25,null,false,null,{"n":1},[],[2],"t"],"#
                + #""last":1}"#)
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("é€😀", #""é€😀""#), ("\"\\/", #""\"\\/""#),
        ("\u{8}\u{9}\u{a}\u{c}\u{d}", #""\b\t\n\f\r""#), ("\u{0}\u{1}\u{1f}\u{7f}", "\"\\u0000\\u0001\\u001f\u{7f}\""),
        ("a\u{2028}b\u{2029}", #""a\u2028b\u2029""#), ("\u{2027}\u{202a}€", "\"\u{2027}\u{202a}€\""),
    ])
    func stringsAreEscaped(text: String, expected: String) {
        var writer = JSONWriter()
        writer.value(text)
        #expect(writer.text == expected)
    }

    @Test func aFailureInsideLeavesTheDocumentClosed() throws {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) {
            try writer.object { object in
                object.member("a", 1)
                try object.member("b", array: { _ in throw Stop() })
            }
        }
        #expect(writer.text == #"{"a":1,"b":[]}"#)
    }

    @Test func handMadeNumbersThatAreNoneAreNull() {
        let literals = ["", "x", "1}", "01", "1e400", "NaN", "1 ", "\"", String(repeating: "1", count: 65)]
        let value = JSONValue.array(literals.map { .number($0) })
        #expect(String(decoding: value.bytes, as: UTF8.self) == "[null,null,null,null,null,null,null,null,null]")
    }

    @Test func canonicalBytesAreTheSameForTheSameMembers() throws {
        let left = try JSONValue.parse(Array(#"{ "b" : [ {"y":1,"x":"\u0041"} ], "a":1.0, "é":2, "z":{} }"#.utf8))
        let right = try JSONValue.parse(Array(#"{"z":{},"é":2,"a":1.0,"b":[{"x":"A","y":1}]}"#.utf8))
        #expect(left.canonical == right.canonical)
        #expect(String(decoding: left.canonical, as: UTF8.self) == #"{"a":1.0,"b":[{"x":"A","y":1}],"z":{},"é":2}"#)
        #expect(left.bytes != right.bytes)
        #expect(try JSONValue.parse(Array("[1,2]".utf8)).canonical != JSONValue.parse(Array("[2,1]".utf8)).canonical)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<3_000 {
            let value = RandomJSON.value(depth: 4, using: &generator)
            #expect(try JSONValue.parse(value.bytes, limits: .message) == value)
            #expect(try JSONValue.parse(value.canonical, limits: .message).canonical == value.canonical)
        }
    }

    /// `python3` is a prerequisite of the tests; without it this one fails.
    @Test(.timeLimit(.minutes(1))) func pythonReadsWhatIsWritten() throws {
        var generator = SeededGenerator(seed: 9)
        let values = (0..<1_000).map { _ in RandomJSON.value(depth: 4, using: &generator) }
        let file = FileManager.default.temporaryDirectory.appending(path: "written-\(UUID().uuidString).json")
        try Data(JSONValue.array(values).bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import json, sys; sys.stdout.write(json.dumps(json.loads(open(sys.argv[1], 'rb').read())))", file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let read = try JSONValue.parse([UInt8](data), limits: .message)
        #expect(read.elements?.count == values.count)
        for (written, read) in zip(values, read.elements ?? []) { #expect(RandomJSON.agree(written, read)) }
    }
}
