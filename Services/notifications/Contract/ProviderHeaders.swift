// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// The header fields that a request to a provider carries beside its own.
enum ProviderHeaders {
    static let mostFields = 16

    static let schema = Schema.map(
        names: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$",
        of: .string(pattern: "^[\\u0020-\\u007e]*$", lengths: 1...2_000), atMost: mostFields)

    /// What the request itself says.
    private static let reserved: Set = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer",
        "keep-alive", "expect", "proxy-authorization", "proxy-connection",
    ]

    static func read(_ value: JSONValue) throws(InputFault) -> [String: Secret] {
        guard let members = value.members else { throw InputFault("must be an object") }
        guard members.count <= mostFields else { throw InputFault("must have at most \(mostFields) fields") }
        var headers: [String: Secret] = [:]
        for member in members {
            guard (1...64).contains(member.name.utf8.count), member.name.utf8.allSatisfy(isTokenText) else {
                throw InputFault("must have names of header fields")
            }
            guard !reserved.contains(member.name.lowercased()) else {
                throw InputFault("must not have a field that the request itself has")
            }
            guard case .string(let text) = member.value, (1...2_000).contains(text.utf8.count),
                text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
            else { throw InputFault("must have values of 1 to 2000 printable ASCII characters") }
            headers[member.name] = Secret(text)
        }
        return headers
    }

    private static let symbols = Set("!#$%&'*+.^_`|~-".utf8)

    private static func isTokenText(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || symbols.contains(byte)
    }
}
