// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where a broker is and as whom to log in, read from an `amqp://` URL, or from several for the nodes of a cluster.
package struct AMQPAddress: Sendable, Equatable {
    package var host: String
    package var port: Int
    package var user: String
    package var password: String
    package var virtualHost: String
    /// The other nodes of the cluster, without others of their own.
    package private(set) var others: [AMQPAddress] = []

    /// Reads `amqp://user:password@host:port/virtual-host`, every part percent-encoded where needed, a comma always.
    ///
    /// Left out, the port is 5672, the user and the password are `guest` and the virtual host is `/`.
    /// - Parameter url: one URL, or several separated by commas.
    /// - Throws: ``AMQPFailure`` with code `address` for anything else; its text never repeats the URL.
    package init(url: String) throws(AMQPFailure) {
        var nodes: [AMQPAddress] = []
        for part in url.split(separator: ",", omittingEmptySubsequences: false) {
            nodes.append(try AMQPAddress(node: String(part)))
        }
        self = nodes.removeFirst()
        others = nodes
    }

    /// Every node's address by itself.
    var nodes: [AMQPAddress] {
        var first = self
        first.others = []
        return [first] + others
    }

    private init(node url: String) throws(AMQPFailure) {
        guard let parts = URLComponents(string: url), parts.scheme == "amqp" else {
            throw AMQPFailure(.address, "a broker's address has the form amqp://user:password@host:port/virtual-host")
        }
        guard var host = parts.host, !host.isEmpty else {
            throw AMQPFailure(.address, "the broker's address names no host")
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        }
        let port = parts.port ?? 5672
        guard (1...65_535).contains(port) else {
            throw AMQPFailure(.address, "the broker's port must lie between 1 and 65535")
        }
        let path = parts.percentEncodedPath.dropFirst()
        guard !path.contains("/"), let virtualHost = String(path).removingPercentEncoding else {
            throw AMQPFailure(.address, "the broker's virtual host must be one percent-encoded path segment")
        }
        let texts = [host, parts.user ?? "guest", parts.password ?? "guest", virtualHost]
        // The C library takes them as C strings, which a NUL would cut short.
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw AMQPFailure(.address, "the broker's address contains a NUL character")
        }
        self.host = host
        self.port = port
        self.user = texts[1]
        self.password = texts[2]
        self.virtualHost = virtualHost.isEmpty ? "/" : virtualHost
    }
}

extension AMQPAddress: CustomStringConvertible, CustomReflectable {
    /// The address without its password, fit for logs.
    package var description: String {
        nodes.map { node in
            let path = node.virtualHost.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return "amqp://\(node.user)@\(node.host):\(node.port)/\(path)"
        }.joined(separator: ",")
    }

    /// Hides the password from `dump` and from enclosing values' descriptions.
    package var customMirror: Mirror {
        Mirror(self, children: ["address": description])
    }
}
