// SPDX-License-Identifier: Apache-2.0
import NotificationsContract

/// Which servers an application may have its messages handed to: public ones, and those the operator lists.
package struct AllowedDestinations: Sendable {
    private let names: Set<String>
    private let networks: [IPNetwork]

    /// Reads `PROVIDER_ALLOW`: host names, addresses and networks, separated by commas; empty for public ones only.
    ///
    /// - Returns: nil when an entry is neither.
    package init?(_ text: String) {
        var names: Set<String> = []
        var networks: [IPNetwork] = []
        for entry in text.split(separator: ",").map({ $0.filter { $0 != " " }.lowercased() }) where !entry.isEmpty {
            if let network = IPNetwork(entry) {
                networks.append(network)
            } else if HostName.isWellFormed(entry) {
                names.insert(entry)
            } else {
                return nil
            }
        }
        self.names = names
        self.networks = networks
    }

    /// Whether a server of that name may be asked at that address.
    package func allows(_ address: IPAddress, of host: String) -> Bool {
        address.isPublic || names.contains(host.lowercased()) || networks.contains { $0.contains(address) }
    }
}
