// SPDX-License-Identifier: Apache-2.0

extension Optional<[UInt8]> {
    /// JSON as text, so that a `json` column keeps it as it was sent.
    var json: String? {
        map { String(decoding: $0, as: UTF8.self) }
    }
}
