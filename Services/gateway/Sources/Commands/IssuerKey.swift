// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import JSON
import ServiceProcess

/// An ES256 key pair that signs tokens for trying the suite out; the gateway itself only ever reads the public half.
struct IssuerKey {
    let id: String
    private let key: P256.Signing.PrivateKey

    /// A fresh one; its id is the key's thumbprint (RFC 7638).
    init() {
        key = P256.Signing.PrivateKey()
        id = Self.thumbprint(key.publicKey)
    }

    private init(privateKey: [UInt8]) throws {
        key = try P256.Signing.PrivateKey(rawRepresentation: privateKey)
        id = Self.thumbprint(key.publicKey)
    }

    /// The public half as a JWK set.
    var jwks: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("keys", array: { json in json.object { json in write(to: &json) } })
        }
        return json.bytes
    }

    /// A signed token (RFC 7515 section 7.1).
    func token(_ claims: IssuedClaims) throws -> String {
        var header = JSONWriter()
        header.object { json in
            json.member("alg", "ES256")
            json.member("typ", "JWT")
            json.member("kid", id)
        }
        let signed = "\(Base64URL.encode(header.bytes)).\(Base64URL.encode(claims.json))"
        let signature = try key.signature(for: Array(signed.utf8))
        return "\(signed).\(Base64URL.encode(signature.rawRepresentation))"
    }

    private func write(to json: inout JSONWriter) {
        let (x, y) = Self.coordinates(key.publicKey)
        json.member("kty", "EC")
        json.member("crv", "P-256")
        json.member("x", x)
        json.member("y", y)
        json.member("kid", id)
        json.member("alg", "ES256")
        json.member("use", "sig")
    }

    private static func coordinates(_ key: P256.Signing.PublicKey) -> (x: String, y: String) {
        let point = Array(key.rawRepresentation)
        return (Base64URL.encode(point.prefix(32)), Base64URL.encode(point.suffix(32)))
    }

    private static func thumbprint(_ key: P256.Signing.PublicKey) -> String {
        let (x, y) = coordinates(key)
        // Members in lexicographic order, without white space (RFC 7638 section 3).
        let text = #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        return Base64URL.encode(Array(SHA256.hash(data: Array(text.utf8))))
    }
}

// MARK: - Files

extension IssuerKey {
    /// Makes `issuer.json` (private, for the owner only) and `jwks.json` where they are absent.
    ///
    /// - Returns: whether a key was made.
    /// - Throws: ``ConfigurationFault`` where only the public half is there, or a file can't be read or written.
    static func create(in directory: String) throws -> Bool {
        let folder = URL(filePath: directory, directoryHint: .isDirectory)
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let (jwks, issuer) = (folder.appending(path: "jwks.json"), folder.appending(path: "issuer.json"))
        let hasIssuer = files.fileExists(atPath: issuer.path)
        let hasJWKS = files.fileExists(atPath: jwks.path)
        guard hasIssuer || !hasJWKS else {
            throw ConfigurationFault("\(directory) has jwks.json without issuer.json; remove it to make new keys")
        }
        let key = hasIssuer ? try read(from: directory) : IssuerKey()
        if !hasIssuer {
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard files.createFile(atPath: issuer.path, contents: Data(key.secret), attributes: attributes) else {
                throw ConfigurationFault("\(issuer.path) can't be written")
            }
        }
        if !hasJWKS {
            try Data(key.jwks).write(to: jwks, options: .atomic)
        }
        return !hasIssuer
    }

    /// The key pair in a directory.
    ///
    /// - Throws: ``ConfigurationFault`` where `issuer.json` is none.
    static func read(from directory: String) throws -> IssuerKey {
        let file = URL(filePath: directory, directoryHint: .isDirectory).appending(path: "issuer.json")
        guard let data = try? Data(contentsOf: file), let jwk = try? JSONValue.parse(Array(data)),
            let secret = jwk["d"]?.text.flatMap({ Base64URL.decode($0.utf8) }),
            let key = try? IssuerKey(privateKey: secret)
        else { throw ConfigurationFault("\(file.path) is no private key; `gateway keys` makes one") }
        return key
    }

    private var secret: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            write(to: &json)
            json.member("d", Base64URL.encode(Array(key.rawRepresentation)))
        }
        return json.bytes
    }
}
