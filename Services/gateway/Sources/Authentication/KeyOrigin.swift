// SPDX-License-Identifier: Apache-2.0
import Foundation
import ServiceProcess

/// Where the public keys of tokens come from.
enum KeyOrigin: Sendable, Equatable {
    case file(String)
    case url(String)

    /// - Throws: ``ConfigurationFault`` where it isn't exactly one of the two, or a URL that can't be one.
    init(file: String?, url: String?) throws(ConfigurationFault) {
        switch (file, url) {
        case (let file?, nil): self = .file(file)
        case (nil, let url?):
            let parts = URLComponents(string: url)
            guard let parts, ["http", "https"].contains(parts.scheme?.lowercased()), parts.host?.isEmpty == false else {
                throw ConfigurationFault("JWKS_URL: must be a URL such as https://issuer.example/jwks.json")
            }
            self = .url(url)
        case (nil, nil), (_?, _?):
            throw ConfigurationFault("JWKS_FILE, JWKS_URL: exactly one of the two is required")
        }
    }
}
