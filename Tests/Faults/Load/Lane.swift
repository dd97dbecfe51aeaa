// SPDX-License-Identifier: Apache-2.0
import JSON
import Time

/// One client's steps: writes under idempotency keys, repeated or given up as clients do, and reads of what it wrote.
struct Lane {
    /// An appointment that the lane knows the state of.
    private struct Held {
        let id: String
        let customer: String?
        var version: Int
    }

    private let number: Int
    private let load: Load
    private var held: [Held] = []
    private var written = 0

    /// All starts are counted from here: a lane never meets itself.
    private let base = (Instant.now().microseconds / 3_600_000_000 + 48) * 3_600_000_000

    init(_ number: Int, of load: Load) {
        self.number = number
        self.load = load
    }

    mutating func step() async throws {
        let choice = Int.random(in: 0..<100)
        guard choice >= 35, let index = held.indices.randomElement() else { return try await schedule(choice) }
        switch choice {
        case 35..<58: try await reschedule(index)
        case 58..<66: try await cancel(index)
        case 66..<82: try await read(index)
        case 82..<88: _ = await load.ask(.list, "GET", "/api/appointments/?pageSize=20")
        case 88..<95: await details(index)
        default: _ = await load.ask(.export, "GET", "/api/cal/events/ical/\(held[index].id)/event")
        }
    }

    /// A fifth wants what others want too, a tenth asks for a reminder that is due within a minute.
    private mutating func schedule(_ choice: Int) async throws {
        let key = nextKey()
        let isReminded = choice % 10 == 0
        let isContested = !isReminded && choice % 5 == 1
        let start: String
        if isReminded {
            start =
                Instant(
                    microseconds: (Instant.now().microseconds / 1_000_000 + 3_600 + Int64.random(in: 15...40))
                        * 1_000_000
                ).rfc3339
        } else {
            start = isContested ? moment(hours: Int.random(in: 0..<24)) : moment(hours: 24 + written)
        }
        let agent = isReminded ? key : isContested ? "agent-of-all" : "agent-\(number)"
        let body = Self.booking(
            key, for: load, start: start, agent: agent, isReminded: isReminded)
        guard let reply = try await write(.schedule, "POST", "/api/appointments/", key, body, start: start),
            let document = try? JSONValue.parse(reply.body, limits: .message), let id = document["id"]?.text
        else { return }
        let customer = document["participantIds"]?.elements?.first { $0["type"]?.text == "CUSTOMER" }?["id"]?.text
        if !isReminded {
            held.append(Held(id: id, customer: customer, version: 1))
        }
    }

    private mutating func reschedule(_ index: Int) async throws {
        let key = nextKey()
        let id = held[index].id
        let start = moment(hours: 24 + written)
        let body = JSONValue.object([
            "id": .string(id), "start": .string(start), "duration": .string("PT30M"),
        ])
        let reply = try await write(
            .reschedule, "PUT", "/api/appointments/reschedule/", key, body, appointment: id, start: start)
        if let version = reply.flatMap(Self.version) {
            held[index].version = version
        } else {
            // Perhaps moved, perhaps not: it is left to the checker.
            held.remove(at: index)
        }
    }

    private mutating func cancel(_ index: Int) async throws {
        let id = held.remove(at: index).id
        _ = try await write(.cancel, "DELETE", "/api/appointments/\(id)", nextKey(), nil, appointment: id)
    }

    /// What was answered is there for whoever reads afterwards.
    private func read(_ index: Int) async throws {
        let expected = held[index]
        guard let reply = await load.ask(.read, "GET", "/api/appointments/\(expected.id)") else { return }
        if reply.status == 404 {
            load.findings.add(.lost, "\(expected.id) was scheduled and is not found")
        } else if reply.status == 200, Self.version(reply) != expected.version {
            load.findings.add(
                .lost, "\(expected.id) is read at version \(Self.version(reply) ?? 0), not \(expected.version)")
        }
    }

    private func details(_ index: Int) async {
        guard let customer = held[index].customer else { return }
        let path = "/api/appointments/\(held[index].id)/participants/\(customer)"
        if let reply = await load.ask(.details, "GET", path), reply.status == 404 {
            load.findings.add(.lost, "\(customer) of \(held[index].id) was registered and is not found")
        }
    }

    private mutating func nextKey() -> String {
        written += 1
        return "\(load.application)-\(number)-\(written)"
    }

    private func moment(hours: Int) -> String {
        Instant(microseconds: base + Int64(hours) * 3_600_000_000).rfc3339
    }

    static func version(_ reply: Edge.Reply) -> Int? {
        reply.etag.flatMap { Int($0.filter(\.isNumber)) }
    }
}

extension Lane {
    /// Asks until the answer is known, or gives up and leaves it unknown.
    ///
    /// - Returns: the answer that accepted it.
    private func write(
        _ operation: LedgerLine.Operation, _ method: String, _ path: String, _ key: String, _ body: JSONValue?,
        appointment: String? = nil, start: String? = nil
    ) async throws -> Edge.Reply? {
        func line(_ kind: LedgerLine.Kind, _ reply: Edge.Reply?) -> LedgerLine {
            LedgerLine(
                kind: kind, operation: operation, key: key, at: Instant.now().microseconds, appointment: appointment,
                status: reply?.status, version: reply.flatMap(Self.version), start: start)
        }
        try await load.ledger.note(line(.begun, nil))
        for attempt in 0..<6 {
            let reply = await load.ask(operation, method, path, key: key, body: body?.bytes)
            switch reply?.status ?? 0 {
            case 200..<300:
                var accepted = line(.accepted, reply)
                if operation == .schedule {
                    accepted.appointment =
                        reply.flatMap { try? JSONValue.parse($0.body, limits: .message) }?["id"]?
                        .text
                }
                try await load.ledger.note(accepted)
                return reply
            case 409 where attempt > 0 && Self.isInProgress(reply):
                // The twin of before is still in its transaction.
                try await load.ledger.note(line(.unknown, reply))
            case 400..<500:
                try await load.ledger.note(line(.refused, reply))
                return nil
            case 503: try await load.ledger.note(line(.unavailable, reply))
            default: try await load.ledger.note(line(.unknown, reply))
            }
            // A third gives up each time: what stays unknown may be there once or not at all.
            guard !load.hasEnded, Int.random(in: 0..<3) > 0 else { return nil }
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...600)))
        }
        return nil
    }

    private static func isInProgress(_ reply: Edge.Reply?) -> Bool {
        String(decoding: reply?.body ?? [], as: UTF8.self).contains("request-in-progress")
    }

    private static func booking(
        _ key: String, for load: Load, start: String, agent: String, isReminded: Bool
    ) -> JSONValue {
        let address = "\(key)@\(load.domain)"
        var members = [
            JSONValue.Member(name: "applicationId", value: .string(load.application)),
            JSONValue.Member(name: "userId", value: .string(agent)),
            JSONValue.Member(name: "title", value: .string(key)),
            JSONValue.Member(name: "start", value: .string(start)),
            JSONValue.Member(name: "duration", value: .string("PT30M")),
            JSONValue.Member(name: "timezone", value: .string("Europe/Berlin")),
            JSONValue.Member(
                name: "customer",
                value: .object([
                    "username": .string(address),
                    "name": .object(["firstName": .string("Ada"), "lastName": .string("Lovelace")]),
                    "contact": .object(["primaryEmail": .string(address)]),
                ])),
        ]
        if isReminded {
            let reminder = JSONValue.object([
                "type": .string("REMINDER"), "channel": .string("EMAIL"), "period": .string("PT1H"),
                "subject": .string("Soon"), "textBody": .string("At {{time24}}."),
            ])
            members.append(JSONValue.Member(name: "notifications", value: .array([reminder])))
        }
        return .object(members)
    }
}
