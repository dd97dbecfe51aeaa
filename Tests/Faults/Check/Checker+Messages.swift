// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

extension Checker {
    /// Every event came to the outside subscriber, none that is not in an outbox, and first arrivals are in order.
    func checkArrivals(_ census: Census) {
        let arrivals = watch.arrivals
        let arrived = Set(arrivals.map(\.id))
        for event in census.events {
            if !event.isPublished {
                findings.add(.stuck, "event \(event.id) of \(event.source) is not published")
            } else if !arrived.contains(event.id) {
                findings.add(.lost, "event \(event.id) of \(event.source) did not arrive")
            }
        }
        let written = Set(census.events.map(\.id))
        for arrival in arrivals where !written.contains(arrival.id) {
            findings.add(.duplicated, "event \(arrival.id) arrived and was never committed")
        }
        var newest: [String: Int] = [:]
        for arrival in arrivals {
            let place = "\(arrival.source) \(arrival.subject)"
            if arrival.sequence <= newest[place] ?? -1 {
                findings.add(.reordered, "\(place): \(arrival.sequence) after \(newest[place] ?? 0)")
            }
            newest[place] = max(arrival.sequence, newest[place] ?? 0)
        }
    }

    /// Every message ends, what ends as sent is in the sink once, and what isn't is not.
    func checkMessages(_ census: Census, _ mails: Mails) {
        let planned = Set(census.messages.map(\.appointment))
        for appointment in census.appointments where !planned.contains(appointment.id) {
            findings.add(.lost, "no message was planned for \(appointment.id)")
        }
        let now = Instant.now()
        for message in census.messages {
            let arrivals = mails.arrivals[message.id] ?? []
            switch message.state {
            case "sent" where arrivals.isEmpty: findings.add(.lost, "message \(message.id) is sent and did not arrive")
            case "planned" where message.due > now: break
            case "planned", "sending": findings.add(.stuck, "message \(message.id) is \(message.state)")
            case "failed": findings.add(.lost, "message \(message.id) failed")
            case "suppressed" where !arrivals.isEmpty:
                findings.add(.duplicated, "message \(message.id) is suppressed and arrived")
            default: break
            }
            if arrivals.count > 1 {
                findings.add(.duplicated, "message \(message.id) arrived \(arrivals.count) times")
            }
            for arrival in arrivals {
                checkTime(of: message, arrival)
            }
        }
        let known = Set(census.messages.map(\.id))
        for id in mails.arrivals.keys where !known.contains(id) {
            findings.add(.duplicated, "message \(id) arrived and is in no ledger")
        }
    }

    /// No earlier than due; no later than so long after it was due and nothing was broken any more.
    private func checkTime(of message: Census.Message, _ arrival: Instant) {
        if arrival < message.due {
            findings.add(.early, "message \(message.id) due \(message.due.rfc3339) arrived \(arrival.rfc3339)")
        }
        let disturbed = faultEnds.last { $0 <= arrival } ?? message.due
        if arrival - max(message.due, disturbed) > bounds.message {
            findings.add(.late, "message \(message.id) due \(message.due.rfc3339) arrived \(arrival.rfc3339)")
        }
    }

    /// What was poison is parked by every listener; nothing else is.
    func checkDeadLetters() {
        let dead = watch.dead
        for id in watch.poison {
            for service in SuiteService.listeners
            where !dead.contains(where: { $0.id == id && $0.queue == "\(service.rawValue).events.dead" }) {
                findings.add(.lost, "poison \(id) was not parked by \(service.rawValue)")
            }
        }
        for letter in dead where !watch.poison.contains(letter.id) {
            findings.add(.dead, "\(letter.id) in \(letter.queue): \(letter.reason)")
        }
    }

    /// What belongs to no application.
    func checkServers() async throws {
        let overlaps = try await database.number(
            """
            select count(*) as value from scheduling.occupancy a join scheduling.occupancy b
                on a.application_id = b.application_id and a.agent_id = b.agent_id and a.during && b.during
                and a.appointment_id < b.appointment_id
            """)
        for _ in 0..<overlaps { findings.add(.overlapping, "two live appointments of one agent") }
        let application = load.application
        let halfDone = try await database.number(
            """
            select count(*) as value from scheduling.idempotency
            where application_id = \(application) and answer is null
            """)
        for _ in 0..<halfDone { findings.add(.stuck, "an idempotency key without an answer") }
        for (queue, depth) in try await watch.queueDepths()
        where depth > 0 && SuiteService.ofDatabase.contains(where: { queue == "\($0.rawValue).events" }) {
            findings.add(.stuck, "\(depth) messages in \(queue)")
        }
    }
}
