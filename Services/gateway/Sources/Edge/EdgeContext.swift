// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore

/// What is known of a request beside the request itself: where it came from.
struct EdgeContext: InitializableFromSource, Sendable {
    /// The other end of the connection.
    let peer: SocketAddress?
    /// The connection; nil for a request that came over none.
    let channel: (any Channel)?

    init(peer: SocketAddress?, channel: (any Channel)? = nil) {
        self.peer = peer
        self.channel = channel
    }

    init(source: ApplicationRequestContextSource) {
        self.init(peer: source.channel.remoteAddress, channel: source.channel)
    }
}
