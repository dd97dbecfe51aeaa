// SPDX-License-Identifier: Apache-2.0

/// What is to be sent, as it rests sealed until it was: a code and the address it is for.
struct SealedCode: Sendable, Equatable {
    let code: String
    let address: String

    init(code: String, address: String) {
        self.code = code
        self.address = address
    }

    /// - Throws: ``SealingFault``.
    init(_ sealed: [UInt8], of application: String, _ sealing: Sealing) throws {
        let lines = String(decoding: try sealing.open(sealed, for: application), as: UTF8.self)
            .split(separator: "\n", maxSplits: 1)
        guard lines.count == 2 else { throw SealingFault.unreadable }
        self.init(code: String(lines[0]), address: String(lines[1]))
    }

    /// - Throws: what sealing throws.
    func sealed(for application: String, _ sealing: Sealing) throws -> [UInt8] {
        try sealing.seal(Array("\(code)\n\(address)".utf8), for: application)
    }
}
