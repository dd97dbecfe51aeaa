// SPDX-License-Identifier: Apache-2.0
import CCurl

/// A message as libcurl wants it: lists and parts that live as long as this does.
final class MailContent {
    private(set) var recipients: UnsafeMutablePointer<curl_slist>?
    private(set) var headers: UnsafeMutablePointer<curl_slist>?
    let mime: OpaquePointer

    /// nil when libcurl has no memory.
    init?(_ message: MailMessage, handle: UnsafeMutableRawPointer) {
        guard let mime = curl_mime_init(handle) else { return nil }
        self.mime = mime
        guard Self.append("<\(SingleLine.of(message.to))>", to: &recipients),
            message.headers.allSatisfy({ Self.append($0, to: &headers) }),
            message.parts.allSatisfy({ Self.append($0, to: mime) })
        else { return nil }
    }

    deinit {
        curl_mime_free(mime)
        curl_slist_free_all(recipients)
        curl_slist_free_all(headers)
    }

    private static func append(_ text: String, to list: inout UnsafeMutablePointer<curl_slist>?) -> Bool {
        guard let longer = curl_slist_append(list, text) else { return false }
        list = longer
        return true
    }

    /// The data is copied.
    private static func append(_ part: MailMessage.Part, to mime: OpaquePointer) -> Bool {
        guard let entry = curl_mime_addpart(mime) else { return false }
        return curl_mime_data(entry, part.body, part.body.utf8.count) == CURLE_OK
            && curl_mime_type(entry, part.type) == CURLE_OK
            && curl_mime_encoder(entry, part.encoding.rawValue) == CURLE_OK
    }
}
