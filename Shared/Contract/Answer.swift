// SPDX-License-Identifier: Apache-2.0

/// A successful answer of a public operation, rendered once by its owner and passed on as it is.
package struct Answer: Sendable, Equatable {
    /// 200, 202, 204 or 302.
    package var status: Int
    /// Strong entity tag, quotes included.
    package var etag: String?
    package var location: String?
    /// Media type of the body; nil without a body.
    package var contentType: String?
    /// `Content-Disposition` of a file.
    package var disposition: String?
    /// Hash of the style of a ``Page``.
    package var style: String?
    package var body: [UInt8]

    package init(
        status: Int, etag: String? = nil, location: String? = nil, contentType: String? = nil,
        disposition: String? = nil, style: String? = nil, body: [UInt8] = []
    ) {
        self.status = status
        self.etag = etag
        self.location = location
        self.contentType = contentType
        self.disposition = disposition
        self.style = style
        self.body = body
    }

    package static let accepted = Answer(status: 202)

    package static let noContent = Answer(status: 204)

    package static func json(_ body: [UInt8], etag: String? = nil) -> Answer {
        Answer(status: 200, etag: etag, contentType: "application/json", body: body)
    }

    package static func page(_ page: Page) -> Answer {
        Answer(
            status: 200, contentType: "text/html; charset=utf-8", style: page.style, body: Array(page.html.utf8))
    }

    package static func redirect(to location: String) -> Answer {
        Answer(status: 302, location: location)
    }
}
