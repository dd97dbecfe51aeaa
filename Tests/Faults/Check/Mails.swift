// SPDX-License-Identifier: Apache-2.0
import Foundation
import Time

/// The mails of one cycle in the sink, by the ledger's id of each message.
struct Mails: Sendable {
    /// When the sink took each, in order.
    let arrivals: [String: [Instant]]

    /// - Parameters:
    ///   - domain: of the addresses that count.
    ///   - begun: when the cycle began: names of files rise with time.
    init(in folder: URL, to domain: String, since begun: Instant) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }
        var arrivals: [String: [Instant]] = [:]
        for name in names {
            guard let at = Self.time(name), at >= begun,
                let data = try? Data(contentsOf: folder.appending(path: name))
            else { continue }
            let head = String(decoding: data.prefix(4_096), as: UTF8.self).split(separator: "\r\n")
            guard head.contains(where: { $0.hasPrefix("X-Envelope-To: ") && $0.hasSuffix("@\(domain)") }),
                let field = head.first(where: { $0.hasPrefix("Message-ID: <") })
            else { continue }
            let id = field.dropFirst("Message-ID: <".count).prefix { $0 != "@" }
            arrivals[String(id), default: []].append(at)
        }
        self.arrivals = arrivals
    }

    var count: Int { arrivals.values.reduce(0) { $0 + $1.count } }

    /// The sink's own clock, out of a name such as `20300131T190000.123456Z-000001.eml`.
    private static func time(_ name: String) -> Instant? {
        let text = Array(name.prefix(23))
        guard text.count == 23 else { return nil }
        let date = "\(String(text[0..<4]))-\(String(text[4..<6]))-\(String(text[6..<8]))"
        let time = "\(String(text[9..<11])):\(String(text[11..<13])):\(String(text[13..<15]))"
        return try? Instant(rfc3339: "\(date)T\(time)\(String(text[15..<22]))Z")
    }
}
