// SPDX-License-Identifier: Apache-2.0

/// What a client says it would like to get (RFC 9110 section 12.5.1).
enum AcceptedTypes {
    /// Whether it names HTML and wants it no less than JSON, as browsers do. A wildcard names nothing.
    static func prefersHTML(_ accept: String?) -> Bool {
        guard let accept else { return false }
        var html = 0.0
        var json = 0.0
        for range in accept.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "text/html": html = max(html, quality)
            case "application/problem+json", "application/json": json = max(json, quality)
            default: break
            }
        }
        return html > 0 && html >= json
    }
}
