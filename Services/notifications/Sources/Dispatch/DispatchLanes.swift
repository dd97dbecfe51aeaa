// SPDX-License-Identifier: Apache-2.0

/// How many messages are on their way at a time, in all and by one carrier.
///
/// Whoever carries slowly fills the lanes given to it and no others: applications' own senders have half as many each as
/// the platform's, and the platform's are free until more than five own ones are stuck together.
struct DispatchLanes: Sendable {
    let total: Int
    /// For each channel of the platform's sender.
    let platform: Int
    /// For an application's own sender, as many as its server gets connections.
    let own: Int

    /// - Parameter connections: to a mail server.
    init(connections: Int) {
        platform = max(connections, 1)
        own = Self.own(of: platform)
        total = platform * 4
    }

    static func own(of connections: Int) -> Int { (connections + 1) / 2 }
}

/// A message as far as its way to a provider goes.
protocol Carried: Sendable {
    var applicationId: String { get }
    var channel: String { get }
    /// Whether it leaves by its application's sender, else by the platform's.
    var hasOwnSender: Bool { get }
}

extension Carried {
    /// What a claim passes over by: the messages of one application in one channel have the same carrier.
    var line: String { "\(channel) \(applicationId)" }

    /// What shares lanes.
    var carrier: String { hasOwnSender ? line : channel }
}
