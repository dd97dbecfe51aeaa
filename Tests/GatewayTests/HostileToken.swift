// SPDX-License-Identifier: Apache-2.0

/// A token that must not be accepted, and why.
struct HostileToken: Sendable {
    let name: String
    let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

extension TokenWorkshop {
    /// Signatures, headers, encodings and claims that have deceived verifiers before (RFC 8725, and the CVEs it grew
    /// from).
    func hostileTokens() throws -> [HostileToken] {
        try hostileSignatures() + hostileAlgorithms() + hostileHeaders() + hostileEncodings() + hostileClaims()
    }
}
