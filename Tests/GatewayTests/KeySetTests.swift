// SPDX-License-Identifier: Apache-2.0
import Contract
import Crypto
import Foundation
import JSON
import Logging
import ServiceProcess
import Testing

@testable import GatewayService

@Suite struct KeySetTests {
    private let workshop: TokenWorkshop

    init() throws {
        workshop = try TokenWorkshop.shared.get()
    }

    @Test func aKeyIsChosenByItsIdAndAlgorithm() async throws {
        let keys = try await workshop.keySet()
        #expect(keys.key(id: "ec", algorithm: .es256)?.id == "ec")
        #expect(keys.key(id: "ec", algorithm: .rs256) == nil)
        #expect(keys.key(id: "none", algorithm: .es256) == nil)
    }

    @Test func withoutAnIdExactlyOneKeyHasToFit() async throws {
        let one = try await workshop.keySet()
        #expect(one.key(id: nil, algorithm: .edDSA)?.id == "ed")
        let other = TokenWorkshop.p256JWK(P256.Signing.PrivateKey().publicKey, kid: "other")
        let two = try await TokenWorkshop.keySet([workshop.p256JWK, other])
        #expect(two.key(id: nil, algorithm: .es256) == nil)
        #expect(two.key(id: "other", algorithm: .es256)?.id == "other")
    }

    @Test func twoKeysOfOneIdAndAlgorithmAreNoKey() async throws {
        let twin = TokenWorkshop.p256JWK(P256.Signing.PrivateKey().publicKey, kid: "ec")
        let keys = try await TokenWorkshop.keySet([workshop.p256JWK, twin])
        #expect(keys.key(id: "ec", algorithm: .es256) == nil)
    }

    @Test func aTokenWithoutIdIsVerifiedByTheOnlyKeyThatFits() async throws {
        let token = try workshop.token(#"{"alg":"ES256"}"#)
        let verifier = TokenVerifier(try await workshop.keySet())
        #expect(verifier.verdict(on: token, at: TokenWorkshop.now) != nil)
    }

    @Test func keysForOtherPurposesAreLeftOut() async throws {
        let small = Base64URL.encode([0x80] + [UInt8](repeating: 1, count: 127))
        let padded = Base64URL.encode([0, 0] + [0x7f] + [UInt8](repeating: 1, count: 255))
        let point = workshop.p256JWK
        let unusable: [JSONValue] = [
            changed(point, "use", .string("enc")), changed(point, "key_ops", .array([.string("sign")])),
            changed(point, "alg", .string("ES384")), changed(point, "alg", .string("RS256")),
            changed(point, "crv", .string("P-384")), changed(point, "crv", .string("secp256k1")),
            changed(point, "x", .string(Base64URL.encode([UInt8](repeating: 1, count: 32)))),
            changed(point, "x", .string("")), changed(point, "x", .number("1")), changed(point, "kid", .number("1")),
            changed(point, "kty", .string("oct")), changed(point, "kty", .null), .string("key"), .null,
            .object(["kty": .string("oct"), "k": .string("c2VjcmV0"), "alg": .string("HS256"), "kid": .string("h")]),
            .object(["kty": .string("RSA"), "n": .string(small), "e": .string("AQAB"), "kid": .string("small")]),
            .object(["kty": .string("RSA"), "n": .string(padded), "e": .string("AQAB"), "kid": .string("padded")]),
            .object(["kty": .string("OKP"), "crv": .string("X25519"), "x": .string(String(repeating: "A", count: 43))]),
            .object(["kty": .string("OKP"), "crv": .string("Ed25519"), "x": .string("AAAA")]),
        ]
        let keys = try await TokenWorkshop.keySet(unusable + [workshop.ed25519JWK])
        #expect(keys.keys.compactMap(\.id) == ["ed"])
        #expect(keys.unusable == unusable.count)
    }

    @Test(arguments: ["", "{}", "[]", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#, "keys"])
    func whatIsNoKeySetIsRefused(text: String) async {
        await #expect(throws: KeySetFault.self) { try await KeySet(jwks: Array(text.utf8)) }
    }

    @Test func aKeyFileIsReadAgainWhenItChanges() async throws {
        try await withDirectory { directory in
            let file = directory.appending(path: "jwks.json")
            try document([workshop.p256JWK]).write(to: file)
            let verifier = TokenVerifier()
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            var keyFile = try await KeyFile(path: file.path, verifier: verifier, logger: logger)
            let (ec, ed) = (try workshop.token(), try workshop.edToken())
            #expect(verifier.verdict(on: ec, at: TokenWorkshop.now) != nil)
            #expect(verifier.verdict(on: ed, at: TokenWorkshop.now) == nil)

            try document([workshop.ed25519JWK]).write(to: file, options: .atomic)
            await keyFile.refresh()
            #expect(verifier.verdict(on: ec, at: TokenWorkshop.now) == nil)
            #expect(verifier.verdict(on: ed, at: TokenWorkshop.now) != nil)

            try Data("{".utf8).write(to: file, options: .atomic)
            await keyFile.refresh()
            #expect(verifier.verdict(on: ed, at: TokenWorkshop.now) != nil)

            try FileManager.default.removeItem(at: file)
            await keyFile.refresh()
            #expect(verifier.verdict(on: ed, at: TokenWorkshop.now) != nil)
        }
    }

    @Test func withoutUsableKeysTheGatewayDoesNotStart() async throws {
        try await withDirectory { directory in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let file = directory.appending(path: "jwks.json")
            await #expect(throws: ConfigurationFault.self) {
                try await KeyFile(path: file.path, verifier: TokenVerifier(), logger: logger)
            }
            try document([]).write(to: file)
            await #expect(throws: ConfigurationFault.self) {
                try await KeyFile(path: file.path, verifier: TokenVerifier(), logger: logger)
            }
        }
    }

    @Test func madeKeysSignTokensThatAreAccepted() async throws {
        try await withDirectory { directory in
            #expect(try IssuerKey.create(in: directory.path))
            let issuer = directory.appending(path: "issuer.json")
            let attributes = try FileManager.default.attributesOfItem(atPath: issuer.path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let jwks = try Data(contentsOf: directory.appending(path: "jwks.json"))
            #expect(try !JSONValue.parse(Array(jwks)).bytes.contains { $0 == 0 })
            #expect(!String(decoding: jwks, as: UTF8.self).contains("\"d\""))
            #expect(try !IssuerKey.create(in: directory.path))
            #expect(try Data(contentsOf: directory.appending(path: "jwks.json")) == jwks)

            let claims = IssuedClaims(
                user: "user-1", roles: ["ROLE_AGENT"], applications: ["a", "b"], conference: "c",
                issuedAt: TokenWorkshop.seconds, expiry: TokenWorkshop.seconds + 60)
            let token = try IssuerKey.read(from: directory.path).token(claims)
            let verifier = TokenVerifier(try await KeySet(jwks: Array(jwks)))
            let caller = verifier.verdict(on: token, at: TokenWorkshop.now)?.caller
            #expect(caller?.subject == "user-1")
            #expect(caller?.applications == ["a", "b"])
            #expect(caller?.conference == "c")
        }
    }

    private func withDirectory(_ body: (URL) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory)
    }

    private func document(_ keys: [JSONValue]) -> Data {
        Data(JSONValue.object(["keys": .array(keys)]).bytes)
    }

    private func changed(_ key: JSONValue, _ name: String, _ value: JSONValue) -> JSONValue {
        .object((key.members ?? []).filter { $0.name != name } + [.init(name: name, value: value)])
    }
}
