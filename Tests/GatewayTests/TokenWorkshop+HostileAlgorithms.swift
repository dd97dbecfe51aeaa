// SPDX-License-Identifier: Apache-2.0

@testable import GatewayService

extension TokenWorkshop {
    /// Every algorithm a header can name, with each of our keys: whatever the header says, a key is used for its own
    /// algorithm only.
    func hostileAlgorithms() throws -> [HostileToken] {
        let algorithms = [
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "ES256K", "EdDSA", "Ed25519", "none",
        ]
        return try algorithms.flatMap { algorithm in
            try ["ec", "ed", "rsa"].flatMap { key in
                let header = #"{"alg":"\#(algorithm)","typ":"JWT","kid":"\#(key)"}"#
                let made = [
                    ("ec", "ES256", try token(header)), ("ed", "EdDSA", try edToken(header)),
                    ("rsa", "RS256", try rsaToken(header)),
                ]
                return made.filter { ($0.0, $0.1) != (key, algorithm) }.map { signer in
                    HostileToken("\(algorithm) with the key \(key), signed by \(signer.0)", signer.2)
                }
            }
        }
    }
}
