// SPDX-License-Identifier: Apache-2.0
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection of HTTP/1 whose task runs on the connection's own event loop.
struct EventLoopChannel: ServerChildChannel {
    private let base: HTTP1Channel
    /// How long a request's head may take to arrive.
    private let headPatience: Duration

    init(_ base: HTTP1Channel, headPatience: Duration) {
        self.base = base
        self.headPatience = headPatience
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let place = ChannelPipeline.SynchronousOperations.Position.after(decoder)
            try pipeline.addHandler(RequestHeadRules(), position: place)
            try pipeline.addHandler(HeadDeadline(patience: headPatience), position: place)
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}
