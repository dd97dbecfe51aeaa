// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The broker's exchanges and queues, by the names that the generated definitions declare.
package enum BrokerNames {
    /// Topic exchange of requests; keys `<service>.public` and `<service>.private`.
    package static let requests = "appointments.requests"
    /// Direct exchange of replies; the key is the asker's reply queue.
    package static let replies = "appointments.replies"
    /// Topic exchange of domain events; the key is the event's name.
    package static let events = "appointments.events"
    /// Topic exchange of events from the video platform.
    package static let inbound = "appointments.inbound"
    /// Topic exchange of dead letters and of those an operator puts back.
    package static let dead = "appointments.dead"
    /// Every topic exchange; each user has a topic permission on each (a user without one may do anything).
    package static let topicExchanges = [requests, events, inbound, dead]
    /// An event that was given back more often is parked by the broker.
    package static let deliveryLimit = 20
    /// The user with which an operator reads dead letters and puts them back.
    package static let operatorUser = "operator"
    /// Prefix of the exclusive reply queues.
    package static let replyQueuePrefix = "replies."
}

extension ServiceName {
    /// Transient queue of public requests.
    package var requestQueue: String { "\(rawValue).requests" }
    /// Transient queue of private requests, apart so that nested calls can't starve.
    package var privateQueue: String { "\(rawValue).private" }
    package var publicKey: String { "\(rawValue).public" }
    package var privateKey: String { "\(rawValue).private" }
    /// Quorum queue of the events it consumes.
    package var eventQueue: String { "\(rawValue).events" }
    package var deadQueue: String { "\(rawValue).events.dead" }
    package var deadKey: String { "\(rawValue).dead" }
    package var redriveKey: String { "\(rawValue).redrive" }
}
