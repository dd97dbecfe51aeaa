// SPDX-License-Identifier: Apache-2.0

/// The signatures that are accepted, by their names in `alg` (RFC 7518 section 3.1, RFC 8037 section 3.1).
enum SignatureAlgorithm: String, Sendable {
    case rs256 = "RS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"
}
