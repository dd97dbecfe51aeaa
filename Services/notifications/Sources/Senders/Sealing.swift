// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// Seals what must not be readable at rest: AES-GCM under keys that come from configuration, each with an id.
///
/// The first key seals and all open, so a key is replaced by putting a new one before it and removing it once nothing is
/// sealed with it any more. What is sealed for one application opens for no other.
package struct Sealing: Sendable {
    private let keys: [(id: String, key: SymmetricKey)]

    /// Reads `id:base64,id2:base64`, keys of 32 bytes.
    ///
    /// - Returns: nil for anything else, or when an id comes twice.
    package init?(_ text: String) {
        var keys: [(id: String, key: SymmetricKey)] = []
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, (1...32).contains(parts[0].utf8.count),
                let key = Data(base64Encoded: String(parts[1])), key.count == 32,
                !keys.contains(where: { $0.id == parts[0] })
            else { return nil }
            keys.append((String(parts[0]), SymmetricKey(data: key)))
        }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    /// The id of the key that seals.
    package var currentKey: String { keys[0].id }

    /// - Returns: the key's id with its length before it, then nonce, ciphertext and tag.
    package func seal(_ bytes: [UInt8], for application: String) throws -> [UInt8] {
        let (id, key) = keys[0]
        let box = try AES.GCM.seal(bytes, using: key, authenticating: Array(application.utf8))
        guard let combined = box.combined else { throw SealingFault.unreadable }
        return [UInt8(truncatingIfNeeded: id.utf8.count)] + Array(id.utf8) + Array(combined)
    }

    /// - Throws: ``SealingFault`` for a key that is not configured, for another application's and for altered bytes.
    package func open(_ sealed: [UInt8], for application: String) throws -> [UInt8] {
        guard let length = sealed.first.map(Int.init), sealed.count > length else { throw SealingFault.unreadable }
        let id = String(decoding: sealed.dropFirst().prefix(length), as: UTF8.self)
        guard let key = keys.first(where: { $0.id == id })?.key else { throw SealingFault.unknownKey(id) }
        guard let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst(length + 1)),
            let opened = try? AES.GCM.open(box, using: key, authenticating: Array(application.utf8))
        else { throw SealingFault.unreadable }
        return Array(opened)
    }
}

/// Why something sealed can't be opened.
package enum SealingFault: Error, Equatable {
    case unknownKey(String)
    case unreadable
}
