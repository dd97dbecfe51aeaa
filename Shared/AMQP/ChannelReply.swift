// SPDX-License-Identifier: Apache-2.0

/// The broker's answer to a ``ChannelCommand``.
enum ChannelReply: Equatable {
    case opened
    case confirmsSelected
    case declared
    case bound
    case prefetchSet
    case consuming
    case cancelled
    case closed
}
