// SPDX-License-Identifier: Apache-2.0

/// The comparison of `If-None-Match` (RFC 9110 section 13.1.2).
enum EntityTags {
    /// Whether the client has this version already: `*` or a list with the tag, compared weakly.
    ///
    /// - Parameters:
    ///   - condition: `If-None-Match` as the client sent it.
    ///   - etag: the current one, quotes included.
    static func matches(_ condition: String, _ etag: String) -> Bool {
        let wanted = opaque(Substring(etag))
        var rest = condition.utf8[...]
        if trimmed(rest).elementsEqual("*".utf8) { return true }
        // A tag may hold commas within its quotes, so the list is read tag by tag.
        while let open = rest.firstIndex(of: quote) {
            let behind = rest.index(after: open)
            guard let close = rest[behind...].firstIndex(of: quote) else { return false }
            if rest[open...close].elementsEqual(wanted.utf8) { return true }
            rest = rest[rest.index(after: close)...]
        }
        return false
    }

    private static let quote = UInt8(ascii: "\"")

    private static func opaque(_ etag: Substring) -> Substring {
        etag.hasPrefix("W/") ? etag.dropFirst(2) : etag
    }

    private static func trimmed(_ text: Substring.UTF8View) -> some Sequence<UInt8> {
        text.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    }
}
