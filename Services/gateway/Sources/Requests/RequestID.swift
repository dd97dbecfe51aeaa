// SPDX-License-Identifier: Apache-2.0
import Contract

/// The name of a request in answers, logs and problem documents.
struct RequestID: Sendable {
    /// Random; names the request on the broker and stands in for a missing idempotency key, so a client can't choose it.
    let item: String
    /// Echoed to the client: its own `X-Request-Id` where that is well-formed, else the random one.
    let shown: String

    /// - Parameter header: `X-Request-Id` as the client sent it.
    init(header: String?) {
        item = Identifier.random()
        if let header, Self.isWellFormed(header) {
            shown = header
        } else {
            shown = item
        }
    }

    /// 1–128 characters of `[A-Za-z0-9._-]`: nothing that could forge a log line or a header.
    static func isWellFormed(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
