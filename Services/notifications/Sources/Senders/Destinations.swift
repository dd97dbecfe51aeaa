// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Synchronization

/// Looks servers up and refuses those that applications may not name.
///
/// Whoever connects has to use exactly the addresses found here: a second look-up could say something else.
package struct Destinations: Sendable {
    package let allowed: AllowedDestinations

    private static let patience = DispatchTimeInterval.seconds(5)

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
        let found = await Self.lookUp(name)
        guard !found.isEmpty else { throw DestinationFault.unknown }
        guard isTrusted || found.allSatisfy({ allowed.allows($0, of: host) }) else {
            throw DestinationFault.forbidden
        }
        return found.filter(\.isIPv4) + found.filter { !$0.isIPv4 }
    }

    /// The system's resolver blocks, and can't be interrupted: its answer is waited for no longer than patience lasts.
    private static func lookUp(_ name: String) async -> [IPAddress] {
        await withCheckedContinuation { continuation in
            let answer = FirstAnswer { continuation.resume(returning: $0) }
            DispatchQueue.global().async { answer.give(resolve(name)) }
            DispatchQueue.global().asyncAfter(deadline: .now() + patience) { answer.give([]) }
        }
    }

    private static func resolve(_ name: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0, let list else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var entry: UnsafeMutablePointer<addrinfo>? = list
        while let current = entry {
            if let address = current.pointee.ai_addr.flatMap({ IPAddress($0) }), !found.contains(address) {
                found.append(address)
            }
            entry = current.pointee.ai_next
        }
        return found
    }
}

/// Why a server is not asked.
package enum DestinationFault: Error, Equatable {
    /// It has no address.
    case unknown
    /// It has one that is neither public nor listed.
    case forbidden
}

/// Passes the first of several answers on.
private final class FirstAnswer: Sendable {
    private let receiver: Mutex<(@Sendable ([IPAddress]) -> Void)?>

    init(_ receiver: @escaping @Sendable ([IPAddress]) -> Void) {
        self.receiver = Mutex(receiver)
    }

    func give(_ answer: [IPAddress]) {
        let receiver = receiver.withLock { receiver in
            defer { receiver = nil }
            return receiver
        }
        receiver?(answer)
    }
}
