// SPDX-License-Identifier: Apache-2.0
import JSON

/// A JWS in compact form (RFC 7515 section 7.1), taken apart but not yet believed.
struct SignedToken {
    let algorithm: SignatureAlgorithm
    /// `kid`; an opaque text that is only compared.
    let keyID: String?
    /// What the signature covers.
    let signed: [UInt8]
    let payload: [UInt8]
    let signature: [UInt8]

    /// - Returns: nil for anything but three parts of strict base64url with a header that asks for nothing unusual.
    init?(_ token: String) {
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), !signature.isEmpty,
            let fields = try? JSONValue.parse(header), fields.members != nil,
            let algorithm = fields["alg"]?.text.flatMap(SignatureAlgorithm.init(rawValue:)),
            Self.refused.allSatisfy({ fields[$0] == nil }), Self.isTokenType(fields["typ"])
        else { return nil }
        if let keyID = fields["kid"] {
            guard let text = keyID.text else { return nil }
            self.keyID = text
        } else {
            keyID = nil
        }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        signed = Array(bytes[..<parts[1].endIndex])
    }

    /// Header fields that change how the rest is to be read, none of which is understood here: critical extensions
    /// (RFC 7515 section 4.1.11), unencoded payloads (RFC 7797), encryption, compression and nested tokens.
    private static let refused = ["crit", "b64", "enc", "zip", "cty"]

    /// Tokens made for something else have another type (RFC 8725 section 3.11).
    private static func isTokenType(_ type: JSONValue?) -> Bool {
        guard let type else { return true }
        guard let text = type.text?.lowercased() else { return false }
        return ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(text)
    }
}
