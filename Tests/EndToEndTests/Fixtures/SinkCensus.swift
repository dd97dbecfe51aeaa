// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// All mails of one run to addresses of one test, counted without a parser: for thousands.
struct SinkCensus: Sendable {
    struct Arrival: Sendable {
        /// The ledger's id of the message, from `Message-ID`.
        let id: String
        /// When the sink took it, in microseconds since 1970.
        let at: Int64
    }

    let arrivals: [Arrival]

    /// - Parameter domain: of the addresses that count.
    init(domain: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = URL(filePath: try RunningSuite.value("SINK_DIR"), relativeTo: root).appending(path: "mail")
        arrivals = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }
            .compactMap { name in
                let mail = String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
                let head = mail.split(separator: "\r\n\r\n", maxSplits: 1).first ?? ""
                let lines = head.split(separator: "\r\n")
                guard lines.contains(where: { $0.hasPrefix("X-Envelope-To: ") && $0.hasSuffix("@\(domain)") }),
                    let field = lines.first(where: { $0.hasPrefix("Message-ID: <") })
                else { return nil }
                let id = field.dropFirst("Message-ID: <".count).prefix { $0 != "@" }
                return Arrival(id: String(id), at: try Self.time(name))
            }
    }

    /// How often each message arrived.
    var counts: [String: Int] {
        arrivals.reduce(into: [:]) { $0[$1.id, default: 0] += 1 }
    }

    /// The sink's own clock, out of a name such as `20300131T190000.123456Z-000001.eml`.
    private static func time(_ name: String) throws -> Int64 {
        let digits = Array(name.filter(\.isNumber).prefix(20))
        try #require(digits.count == 20, "\(name)")
        func number(_ range: Range<Int>) -> Int { Int(String(digits[range])) ?? 0 }
        var parts = DateComponents()
        (parts.year, parts.month, parts.day) = (number(0..<4), number(4..<6), number(6..<8))
        (parts.hour, parts.minute, parts.second) = (number(8..<10), number(10..<12), number(12..<14))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = try #require(calendar.date(from: parts))
        return Int64(date.timeIntervalSince1970) * 1_000_000 + Int64(number(14..<20))
    }
}
