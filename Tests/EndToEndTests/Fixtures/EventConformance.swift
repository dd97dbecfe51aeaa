// SPDX-License-Identifier: Apache-2.0
import AMQP
import CalendarContract
import Contract
import JSON
import NotificationsContract
import OpenAPI
import ParticipantsContract
import SchedulingContract
import Synchronization

/// What the contracts say of events, held against every event that reaches the subscriber's queue while tests run.
final class EventConformance: Sendable {
    /// Marks what a test forged, with which the contracts have nothing to do.
    static let forgery = "x-forged-by-a-test"

    static let events = [
        Scheduling.contract, Participants.contract, Calendar.contract, Notifications.contract,
    ].flatMap(\.publishes)

    private struct State {
        var checked = 0
        var types: Set<String> = []
        var ids: Set<String> = []
        /// The greatest sequence by source and subject.
        var latest: [[String]: String] = [:]
        var complaints: [String] = []
    }

    private let validators = Dictionary(
        uniqueKeysWithValues: events.map { ($0.name, (event: $0, form: SchemaValidator($0.envelope, isClosed: true))) })
    private let state = Mutex(State())

    /// How many messages were looked at, forgeries included.
    var checked: Int { state.withLock { $0.checked } }
    /// Which events there were among them.
    var types: Set<String> { state.withLock { $0.types } }
    /// What did not fit.
    var complaints: [String] { state.withLock { $0.complaints } }

    func check(_ taken: Collector.Taken) {
        let isForged = taken.delivery.message.headers[Self.forgery] != nil
        let complaints = isForged ? [] : form(of: taken)
        state.withLock { state in
            state.checked += 1
            guard !isForged else { return }
            state.types.insert(taken.delivery.routingKey)
            let all = complaints + Self.order(of: taken, &state)
            state.complaints += all.map { "\(taken.delivery.routingKey) \(taken.json?["id"]?.text ?? ""): \($0)" }
        }
    }

    private func form(of taken: Collector.Taken) -> [String] {
        let (message, key) = (taken.delivery.message, taken.delivery.routingKey)
        guard let (event, form) = validators[key] else { return ["is in no contract"] }
        guard let json = taken.json else { return ["is no JSON"] }
        let properties = [
            (taken.delivery.exchange == "appointments.events", "came by \(taken.delivery.exchange)"),
            (message.contentType == "application/cloudevents+json", "has no content type of an event"),
            (message.messageID == json["id"]?.text, "has another message-id"),
            (message.userID == event.publisher.brokerUser, "is not its publisher's"),
            (message.persistent, "is not persistent"),
        ]
        return form.complaints(about: json) + properties.filter { !$0.0 }.map(\.1)
    }

    /// A first publication comes behind all that are older, of the same source and subject.
    private static func order(of taken: Collector.Taken, _ state: inout State) -> [String] {
        guard let json = taken.json, let id = json["id"]?.text, let source = json["source"]?.text,
            let subject = json["subject"]?.text, let sequence = json["sequence"]?.text, state.ids.insert(id).inserted
        else { return [] }
        let before = state.latest.updateValue(sequence, forKey: [source, subject])
        guard let before, before >= sequence else { return [] }
        return ["\(sequence) came after \(before)"]
    }
}
