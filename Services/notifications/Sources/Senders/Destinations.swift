// SPDX-License-Identifier: Apache-2.0

/// Looks servers up and refuses those that applications may not name.
///
/// Whoever connects has to use exactly the addresses found here: a second look-up could say something else.
package struct Destinations: Sendable {
    package let allowed: AllowedDestinations

    package init(allowed: AllowedDestinations) {
        self.allowed = allowed
    }

    /// The addresses of a server, IPv4 first.
    ///
    /// - Parameters:
    ///   - host: a name, or an address; an IPv6 one in brackets.
    ///   - isTrusted: whether the operator chose the server, whose address may be any.
    /// - Throws: ``DestinationFault``, also when only some of the addresses are not allowed.
    package func addresses(of host: String, isTrusted: Bool = false) async throws -> [IPAddress] {
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let found = await AddressLookup.process.addresses(of: name)
        guard !found.isEmpty else { throw DestinationFault.unknown }
        guard isTrusted || found.allSatisfy({ allowed.allows($0, of: host) }) else {
            throw DestinationFault.forbidden
        }
        return found.filter(\.isIPv4) + found.filter { !$0.isIPv4 }
    }
}

/// Why a server is not asked.
package enum DestinationFault: Error, Equatable {
    /// It has no address.
    case unknown
    /// It has one that is neither public nor listed.
    case forbidden
}
