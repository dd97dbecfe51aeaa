// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
package import NotificationsContract

/// An application's own SMS sender, as it rests sealed.
package struct SMSSender: Codable, Sendable, Equatable {
    package var provider: ConfigureSMSSender.Provider
    package var from: String
    package var accountSid: String?
    package var authToken: Secret?
    package var url: String?
    package var headers: [String: Secret]

    package init(_ asked: ConfigureSMSSender) {
        provider = asked.provider
        from = asked.from
        accountSid = asked.provider == .twilio ? asked.accountSid : nil
        authToken = asked.provider == .twilio ? asked.authToken : nil
        url = asked.provider == .http ? asked.url?.text : nil
        headers = asked.provider == .http ? asked.headers : [:]
    }

    /// One that posts to a URL of the operator's.
    package init(url: ProviderURL, from: String) {
        provider = .http
        self.from = from
        self.url = url.text
        headers = [:]
    }

    /// What may be shown of it, a JSON object.
    package var shown: String {
        var json = JSONWriter()
        json.object { json in
            json.member("provider", provider.rawValue)
            json.member("from", from)
            json.member("accountSid", accountSid)
            json.member("url", url.flatMap(ProviderURL.init)?.shown)
            json.member("headers", headers.isEmpty ? nil : headers.keys.sorted())
        }
        return json.text
    }

    /// What the provider is asked for one message.
    ///
    /// - Parameter twilio: where Twilio's API is.
    /// - Returns: nil for a sender that lacks what its provider needs.
    package func request(_ message: SMSMessage, twilio: ProviderURL) -> ProviderRequest? {
        switch provider {
        case .twilio: twilioRequest(message, twilio)
        case .http: plainRequest(message)
        }
    }

    private func twilioRequest(_ message: SMSMessage, _ twilio: ProviderURL) -> ProviderRequest? {
        guard let accountSid, let authToken else { return nil }
        let base = twilio.path.hasSuffix("/") ? String(twilio.path.dropLast()) : twilio.path
        let login = Data("\(accountSid):\(authToken.text)".utf8).base64EncodedString()
        return ProviderRequest(
            url: ProviderURL(twilio, path: "\(base)/2010-04-01/Accounts/\(accountSid)/Messages.json"),
            contentType: "application/x-www-form-urlencoded", headers: ["Authorization": Secret("Basic \(login)")],
            body: FormText.encode([("To", message.to), ("From", from), ("Body", message.text)]),
            isTrusted: true)
    }

    private func plainRequest(_ message: SMSMessage) -> ProviderRequest? {
        guard let url = url.flatMap(ProviderURL.init) else { return nil }
        var json = JSONWriter()
        json.object { json in
            json.member("to", message.to)
            json.member("from", from)
            json.member("text", message.text)
            json.member("id", message.id)
        }
        return ProviderRequest(
            url: url, contentType: "application/json", headers: headers, body: json.bytes, isTrusted: false)
    }
}

/// Fields of a form as they travel (application/x-www-form-urlencoded).
enum FormText {
    static func encode(_ fields: [(name: String, value: String)]) -> [UInt8] {
        Array(fields.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&").utf8)
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
