// SPDX-License-Identifier: Apache-2.0

/// Comparing entity tags (RFC 9110, 13.1).
package enum EntityTag {
    /// Honours `If-Match` where it was sent; `*` matches whatever exists.
    ///
    /// - Throws: ``ProblemType/stale`` when no tag of the list is the current one; a weak tag never matches.
    package static func require(_ ifMatch: String?, matches current: String) throws(Refusal) {
        guard let ifMatch else { return }
        let tags = list(ifMatch)
        guard tags.contains("*") || tags.contains(current) else { throw Refusal(.stale) }
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingPrefix(while: { $0 == " " }) }
            .map { String($0.reversed().trimmingPrefix(while: { $0 == " " }).reversed()) }
    }
}
