// SPDX-License-Identifier: Apache-2.0
package import Contract

extension ProblemType {
    package static let malformedRequest = ProblemType(
        "malformed-request", .invalid, "The request is not HTTP",
        "The request line, a header field or the framing of the body breaks the rules of HTTP/1.1, or the header is "
            + "too large. The connection was closed.")
}
