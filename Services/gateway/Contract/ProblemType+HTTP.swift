// SPDX-License-Identifier: Apache-2.0
package import Contract

extension ProblemType {
    package static let malformedRequest = ProblemType(
        "malformed-request", .invalid, "The request is not HTTP",
        "The request line, a header field or the framing of the body breaks the rules of HTTP/1.1. The connection was "
            + "closed.")
    package static let requestTimeout = ProblemType(
        "request-timeout", .slow, "The request took too long to arrive",
        "A request line and its header have to be there within 10 seconds. The connection was closed.")
    package static let unsupportedCoding = ProblemType(
        "unsupported-transfer-coding", .unimplemented, "The transfer coding is not supported",
        "The only `Transfer-Encoding` that is read is `chunked`, by itself. Nothing was changed, and the connection was "
            + "closed.")
    package static let targetTooLong = ProblemType(
        "target-too-long", .longTarget, "The URI is too long",
        "The target of a request may have at most 8 KiB. The connection was closed.")
    package static let headerTooLarge = ProblemType(
        "header-too-large", .longHeader, "The header is too large",
        "A request line and its header may have at most 80 KiB and 1,000 fields. The connection was closed.")
}
