// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A reader of iCalendar lines that shares nothing with the writer: it works on bytes and fails on any breach of form.
struct ParsedCalendar {
    struct Line: Equatable {
        var name: String
        /// Parameters as written, quotes included.
        var parameters: [String]
        var value: String
    }

    struct Breach: Error, CustomStringConvertible {
        let description: String
    }

    let lines: [Line]

    init(_ bytes: [UInt8]) throws {
        var logical: [[UInt8]] = []
        var rest = bytes[...]
        while let newline = rest.firstIndex(of: 10) {
            guard newline > rest.startIndex, rest[newline - 1] == 13 else { throw Breach(description: "bare LF") }
            let line = rest[rest.startIndex..<(newline - 1)]
            rest = rest[(newline + 1)...]
            guard line.count <= 75 else { throw Breach(description: "line of \(line.count) octets") }
            guard String(validating: line, as: UTF8.self) != nil else { throw Breach(description: "split character") }
            guard !line.contains(where: { $0 < 32 || $0 == 127 }) else { throw Breach(description: "control") }
            if line.first == 32 {
                guard !logical.isEmpty else { throw Breach(description: "continues nothing") }
                logical[logical.count - 1] += line.dropFirst()
            } else {
                logical.append(Array(line))
            }
        }
        guard rest.isEmpty else { throw Breach(description: "no CRLF at the end") }
        lines = try logical.map(Self.line)
    }

    func all(_ name: String) -> [Line] {
        lines.filter { $0.name == name }
    }

    func value(_ name: String) -> String? {
        all(name).first?.value
    }

    /// TEXT without its escapes; nil where an escape is none.
    static func unescaped(_ text: String) -> String? {
        var result = String.UnicodeScalarView()
        var isEscape = false
        for scalar in text.unicodeScalars {
            switch (isEscape, scalar) {
            case (false, "\\"):
                isEscape = true
                continue
            case (false, ";"), (false, ","): return nil
            case (false, _): result.append(scalar)
            case (true, "n"), (true, "N"): result.append("\n")
            case (true, "\\"), (true, ";"), (true, ","): result.append(scalar)
            case (true, _): return nil
            }
            isEscape = false
        }
        return isEscape ? nil : String(result)
    }

    /// Splits at the first colon outside quotes, and the part before it at semicolons outside quotes.
    private static func line(_ bytes: [UInt8]) throws -> Line {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 34:
                isQuoted.toggle()
                parts[parts.count - 1].append(byte)
            case 59 where !isQuoted: parts.append([])
            case 58 where !isQuoted:
                let texts = parts.map { String(decoding: $0, as: UTF8.self) }
                return Line(
                    name: texts[0], parameters: Array(texts.dropFirst()),
                    value: String(decoding: bytes[(index + 1)...], as: UTF8.self))
            default: parts[parts.count - 1].append(byte)
            }
        }
        throw Breach(description: "no colon")
    }
}
