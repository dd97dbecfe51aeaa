// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JSON

/// What RFC 8259 allows and what it does not, and what is refused here beyond it.
@Suite struct JSONParsingTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), ("true", .boolean(true)), ("false", .boolean(false)),
            (" \t\r\n null \t\r\n ", .null),
            ("0", .number("0")), ("-0", .number("-0")), ("12", .number("12")), ("-12.50", .number("-12.50")),
            ("1e5", .number("1e5")), ("1E+05", .number("1E+05")), ("0.0e-0", .number("0.0e-0")),
            ("1e-400", .number("1e-400")),
            ("1.7976931348623157e308", .number("1.7976931348623157e308")),
            ("9223372036854775808", .number("9223372036854775808")),
            ("\"\"", .string("")), ("\"a\"", .string("a")), ("\"\u{7f}\"", .string("\u{7f}")),
            ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", .string("\"\\/\u{8}\u{c}\n\r\t")), ("\"\\u0041\\u00e9\"", .string("Aé")),
            ("\"\\ud83d\\ude00\"", .string("😀")), ("\"\\uD83D\\uDE00\"", .string("😀")), ("\"😀é€\"", .string("😀é€")),
            ("\"\\udbff\\udfff\"", .string("\u{10FFFF}")), ("\"\\uffff\"", .string("\u{FFFF}")),
            ("\"\\u0001\"", .string("\u{1}")), ("\"\\u2028\u{2029}\"", .string("\u{2028}\u{2029}")),
            ("\"12345678901234567890\\n\"", .string("12345678901234567890\n")),
            ("[]", .array([])), ("[ ]", .array([])), ("[1]", .array([.number("1")])),
            ("[1 , 2]", .array([.number("1"), .number("2")])),
            ("[[],[[]]]", .array([.array([]), .array([.array([])])])),
            ("[null,true]", .array([.null, .boolean(true)])),
            ("{}", .object([:])), ("{ }", .object([:])), ("{\"\":0}", .object(["": .number("0")])),
            ("{\"b\":1,\"a\":2}", .object(["b": .number("1"), "a": .number("2")])),
            ("{ \"a\" : { \"a\" : [ ] } }", .object(["a": .object(["a": .array([])])])),
            ("[{\"a\":1},{\"a\":1}]", .array([.object(["a": .number("1")]), .object(["a": .number("1")])])),
            ("{\"\\u0061b\":1}", .object(["ab": .number("1")])),
            ("{\"é\":1,\"e\u{301}\":2}", .object(["é": .number("1"), "e\u{301}": .number("2")])),
        ] as [(String, JSONValue)])
    func documentsAreRead(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == value)
        try JSONSlices.check(Array(text.utf8))
    }

    @Test(
        arguments: [
            ("", JSONFailure.Code.empty, 0), ("  \n", .empty, 0), ("\u{FEFF}{}", .byteOrderMark, 0),
            ("{} {}", .trailingBytes, 3), ("{}x", .trailingBytes, 2), ("1 2", .trailingBytes, 2),
            ("null,", .trailingBytes, 4),
            ("[1]]", .trailingBytes, 3), ("[]\0", .trailingBytes, 2), ("\"a\"\"b\"", .trailingBytes, 3),
            ("nul", .unexpectedEnd, 3), ("nulll", .trailingBytes, 4), ("tru", .unexpectedEnd, 3),
            ("True", .unexpectedByte, 0),
            ("trux", .unexpectedByte, 3), ("NaN", .unexpectedByte, 0), ("Infinity", .unexpectedByte, 0),
            ("-Infinity", .invalidNumber, 1), ("undefined", .unexpectedByte, 0), ("'a'", .unexpectedByte, 0),
            ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("-", .unexpectedEnd, 1),
            ("--1", .invalidNumber, 1),
            ("01", .invalidNumber, 0), ("-01", .invalidNumber, 1), ("00", .invalidNumber, 0), ("1.", .unexpectedEnd, 2),
            ("1.e5", .invalidNumber, 2), ("1e", .unexpectedEnd, 2), ("1e+", .unexpectedEnd, 3),
            ("1ex", .invalidNumber, 2),
            ("1.5.5", .trailingBytes, 3), ("0x10", .trailingBytes, 1), ("1_000", .trailingBytes, 1),
            ("[1 2]", .unexpectedByte, 3),
            ("1e400", .numberTooLarge, 0), ("-1e400", .numberTooLarge, 0), ("[1,1e309]", .numberTooLarge, 3),
            ("１", .unexpectedByte, 0), ("\u{a0}1", .unexpectedByte, 0), ("\u{b}1", .unexpectedByte, 0),
            ("// a\n1", .unexpectedByte, 0), ("/* a */1", .unexpectedByte, 0),
            ("[", .unexpectedEnd, 1), ("]", .unexpectedByte, 0), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3),
            ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("[1,,2]", .unexpectedByte, 3),
            ("[1}", .unexpectedByte, 2),
            ("[1;2]", .unexpectedByte, 2),
            ("{", .unexpectedEnd, 1), ("}", .unexpectedByte, 0), ("{\"a\"", .unexpectedEnd, 4),
            ("{\"a\":", .unexpectedEnd, 5),
            ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\":1,", .unexpectedEnd, 7), ("{\"a\":1,}", .unexpectedByte, 7),
            ("{,\"a\":1}", .unexpectedByte, 1), ("{\"a\",1}", .unexpectedByte, 4), ("{\"a\" 1}", .unexpectedByte, 5),
            ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1), ("{'a':1}", .unexpectedByte, 1),
            ("{\"a\":1]", .unexpectedByte, 6), ("{\"a\":1 \"b\":2}", .unexpectedByte, 7),
            ("{\"a\":}", .unexpectedByte, 5),
            ("{\"a\"::1}", .unexpectedByte, 5), ("{null:1}", .unexpectedByte, 1),
            ("{\"a\":1,\"a\":2}", .duplicateMember, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicateMember, 7),
            ("{\"\\u0061\":1,\"a\":2}", .duplicateMember, 12), ("{\"x\":{\"\":1,\"\":1}}", .duplicateMember, 11),
            ("[{\"n\":1,\"m\":2,\"n\":2}]", .duplicateMember, 14), ("{\"\\n\":1,\"\\u000A\":1}", .duplicateMember, 8),
            ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("\"\\\"", .unexpectedEnd, 3),
            ("\"\\", .unexpectedEnd, 2),
            ("\"\\a\"", .invalidEscape, 1), ("\"\\x41\"", .invalidEscape, 1), ("\"\\U0041\"", .invalidEscape, 1),
            ("\"\\u004\"", .invalidEscape, 1), ("\"\\u00g0\"", .invalidEscape, 1), ("\"\\u\"", .invalidEscape, 1),
            ("\"\\u+041\"", .invalidEscape, 1), ("\"\\'\"", .invalidEscape, 1),
            ("\"\\u0000\"", .nulCharacter, 1), ("\"a\0\"", .nulCharacter, 2), ("{\"\\u0000\":1}", .nulCharacter, 2),
            ("\"\n\"", .controlCharacter, 1), ("\"\t\"", .controlCharacter, 1), ("\"\u{1f}\"", .controlCharacter, 1),
            ("\"0123456\u{1}\"", .controlCharacter, 8), ("\"01234567\u{1f}\"", .controlCharacter, 9),
            ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\"", .loneSurrogate, 1),
            ("\"\\ud800\\ud800\"", .loneSurrogate, 1),
            ("\"\\ud800a\"", .loneSurrogate, 1), ("\"\\ud83d\\n\"", .loneSurrogate, 1),
            ("\"\\ud83d\\u0041\"", .loneSurrogate, 1),
            ("\"\\ude00\\ud83d\"", .loneSurrogate, 1), ("\"\\ud83d", .loneSurrogate, 1),
            ("{\"\\udfff\":1}", .loneSurrogate, 2),
        ] as [(String, JSONFailure.Code, Int)])
    func everythingElseIsRefusedWhereItIsWrong(text: String, code: JSONFailure.Code, offset: Int) {
        let expected = JSONFailure(code, at: offset)
        #expect(throws: expected) { try JSONValue.parse(Array(text.utf8)) }
        #expect(throws: expected) { try JSONSlices.check(Array(text.utf8)) }
    }

    /// Unicode standard, table 3-7: overlong forms, surrogates, beyond U+10FFFF, lone and missing continuations.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xC3], [0xC3, 0x28], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x98], [0xF0, 0x28, 0x8C, 0xBC],
            [0xF0, 0x9F, 0x98, 0x28],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
        for padding in [0, 1, 7, 8, 9] {
            let text = [UInt8(ascii: "\"")] + [UInt8](repeating: 0x61, count: padding) + bytes + [UInt8(ascii: "\"")]
            #expect(throws: JSONFailure(.invalidUTF8, at: 1 + padding)) { try JSONValue.parse(text) }
            #expect(throws: JSONFailure.self) { try JSONValue.parse(text.dropLast()) }
        }
    }

    @Test func everyScalarIsRead() throws {
        var text = "\""
        for code in UInt32(0x20)...0x10FFFF where code != 0x22 && code != 0x5C {
            if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
        }
        text += "\""
        #expect(try JSONValue.parse(Array(text.utf8)) == .string(String(text.dropFirst().dropLast())))
    }

    /// Eight characters are looked at together, so each kind is put at every place of strings of many lengths.
    @Test func charactersAreSeenAtEveryPlace() throws {
        for length in 0..<40 {
            for place in 0...length {
                let before = String(repeating: "a ", count: place / 2) + (place.isMultiple(of: 2) ? "" : "!")
                let after = String(repeating: "~", count: length - place)
                for character in [" ", "!", "#", "[", "]", "\u{7f}", "é", "€", "😀"] {
                    let text = before + character + after
                    #expect(try JSONValue.parse(Array("\"\(text)\"".utf8)) == .string(text))
                }
                let escaped = try JSONValue.parse(Array("\"\(before)\\n\(after)\"".utf8))
                #expect(escaped == .string(before + "\n" + after))
                for control in ["\u{1}", "\n", "\u{1f}"] {
                    #expect(throws: JSONFailure(.controlCharacter, at: place + 1)) {
                        try JSONValue.parse(Array("\"\(before)\(control)\(after)\"".utf8))
                    }
                }
                #expect(throws: JSONFailure(.trailingBytes, at: place + 2)) {
                    try JSONValue.parse(Array("\"\(before)\"\(after)x".utf8))
                }
            }
        }
    }

    @Test func slicesAreReadWithOffsetsOfTheirOwn() throws {
        let bytes = Array("xx[1,2]yy".utf8)
        #expect(try JSONValue.parse(bytes[2..<7]) == .array([.integer(1), .integer(2)]))
        #expect(throws: JSONFailure(.trailingBytes, at: 5)) { try JSONValue.parse(bytes[2...]) }
    }

    @Test(
        arguments: [
            ("5", 5), ("-5", -5), ("-0", 0), ("5.0", 5), ("5.00", 5), ("5e2", 500), ("5.25e2", 525), ("500e-2", 5),
            ("0e999999999", 0), ("0.000", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9.223372036854775807e18", Int64.max), ("1e18", 1_000_000_000_000_000_000),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1e19", nil), ("5.5", nil), ("5e-1", nil),
            ("1e300", nil), ("1e-300", nil), ("0.1", nil), ("4503599627370496.1", nil), ("1e99999999999999999999", nil),
            ("x", nil), ("", nil), ("1-2", nil),
        ] as [(String, Int64?)])
    func integersAreExact(literal: String, expected: Int64?) {
        #expect(JSONValue.number(literal).integer == expected)
    }

    @Test func accessorsAnswerTheirOwnKindOnly() throws {
        let value = try JSONValue.parse(
            Array(#"{"s":"x","n":1.5,"b":true,"a":[1],"o":{"k":null},"z":null}"#.utf8))
        #expect(value["s"]?.text == "x" && value["s"]?.double == nil && value["s"]?.members == nil)
        #expect(value["n"]?.double == 1.5 && value["n"]?.integer == nil && value["n"]?.text == nil)
        #expect(value["b"]?.bool == true && value["b"]?.elements == nil)
        #expect(value["a"]?.elements?.first?.integer == 1 && value["a"]?["x"] == nil)
        #expect(value["o"]?["k"]?.isNull == true && value["z"]?.isNull == true && value["missing"] == nil)
        #expect(value.members?.map(\.name) == ["s", "n", "b", "a", "o", "z"])
        #expect(JSONValue.number("nan").double == nil)
    }
}
