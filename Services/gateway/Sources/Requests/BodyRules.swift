// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HTTPTypes

/// What is asked of a request body before any of it is read.
enum BodyRules {
    /// Judges the header fields of a request whose route needs a body.
    ///
    /// - Throws: `too-large` from `Content-Length` alone, `malformed-body` where there is no body,
    ///   `unsupported-media-type` where it isn't plain JSON in UTF-8; in this order.
    static func check(_ headers: HTTPFields) throws(Problem) {
        try checkLength(headers)
        guard headers[.transferEncoding] != nil || (headers[.contentLength] ?? "0") != "0" else {
            throw missing
        }
        guard let type = headers[.contentType], isJSON(type) else {
            throw Problem(.unsupportedMediaType, "The Content-Type of a body is application/json.")
        }
        if let encoding = headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "A body is sent without Content-Encoding.")
        }
    }

    /// Judges a body by its announced length alone, whether the route needs one or ignores it.
    ///
    /// - Throws: `too-large`.
    static func checkLength(_ headers: HTTPFields) throws(Problem) {
        if let length = headers[.contentLength], isTooLong(length) {
            throw tooLarge
        }
    }

    /// The rest of such a request isn't read.
    static let tooLarge = Problem(.tooLarge, closesConnection: true)
    static let missing = Problem(.malformedBody, "The request needs a body.")

    /// `application/json`, with no other charset than UTF-8.
    static func isJSON(_ contentType: String) -> Bool {
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false)
            .map(trimmed)
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.first == "charset" else { return !parameter.contains(",") }
            return pair.count == 2 && (pair[1] == "utf-8" || pair[1] == "\"utf-8\"")
        }
    }

    /// A length that is no number is the HTTP parser's to refuse; one beyond `Int` is too long.
    private static func isTooLong(_ length: String) -> Bool {
        guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        guard let bytes = Int(length) else { return true }
        return bytes > HTTP.maximumBodyBytes
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = text.drop(while: isBlank)
        return start[..<(start.lastIndex { !isBlank($0) }.map { start.index(after: $0) } ?? start.startIndex)]
    }
}
