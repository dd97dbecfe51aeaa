// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore

/// What is known of a request beside the request itself: where it came from.
struct EdgeContext: InitializableFromSource, Sendable {
    /// The other end of the connection.
    let peer: SocketAddress?

    init(peer: SocketAddress?) {
        self.peer = peer
    }

    init(source: ApplicationRequestContextSource) {
        peer = source.channel.remoteAddress
    }
}
