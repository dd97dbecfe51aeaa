// SPDX-License-Identifier: Apache-2.0
import JSON

extension Input {
    /// Where links begin: an https address of a host, with a port or a path or without; http only on this machine.
    /// Nothing that could hide where it leads: no credentials, query or fragment.
    ///
    /// - Returns: the address without a slash at its end.
    package mutating func baseURL(_ name: String, about: String? = nil) -> String? {
        read(name, as: .baseURL, about: about) { value throws(InputFault) in
            guard case .string(let text) = value, text.utf8.count <= 512,
                let pattern = try? Regex(Schema.baseURLPattern), text.wholeMatch(of: pattern) != nil
            else { throw InputFault("must be an https address without credentials, query and fragment") }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }
}

extension Schema {
    static let baseURL = string(pattern: baseURLPattern, lengths: 0...512)
        .described(
            "https, or http on this machine; no credentials, query or fragment.", example: "https://video.example")

    fileprivate static let baseURLPattern =
        "^(https://(\(host)|\\[[0-9A-Fa-f:.]{2,45}\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))"
        + "(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?"
        + "(/[A-Za-z0-9._~-]+)*/?$"
    private static let host = "\(hostLabel)(\\.\(hostLabel))*"
    private static let hostLabel = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
}
