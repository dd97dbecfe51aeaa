// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import Logging
import Observability
import Postgres
import Testing
import Time

@testable import Outbox

@Suite(.needsPostgres) struct OutboxTests {
    private struct Fact: Codable, Sendable, Equatable {
        var text: String
    }

    private struct Broken: Error {}

    private let happened = EventType<Fact>(
        "thing.happened.v1", publisher: .scheduling, summary: "Happened.", data: .anyObject)

    private func rows(_ database: PostgresPool) async throws -> [(CloudEvent, Fact)] {
        let query: Query = "select body from outbox order by id"
        return try await database.read(.background, until: .now + .seconds(5), query).first.map { rows in
            try rows.map { row in
                let decoded = try CloudEvent.decode(row.decode("body"), as: Fact.self)
                return (decoded.event, decoded.data)
            }
        } ?? []
    }

    @Test func anEventCommitsWithItsTransactionOrNotAtAll() async throws {
        try await OutboxFixture.with { database, outbox, _ async throws in
            try await database.transaction(.applications(["a"]), until: .now + .seconds(5)) { transaction in
                try outbox.write(
                    happened, subject: "s", application: "a", sequence: 7, Fact(text: "x"), in: transaction)
            }
            await #expect(throws: Broken.self) {
                try await database.transaction(.applications(["a"]), until: .now + .seconds(5)) { transaction in
                    try outbox.write(
                        happened, subject: "s", application: "a", sequence: 8, Fact(text: "y"), in: transaction)
                    throw Broken()
                }
            }
            let rows = try await rows(database)
            #expect(rows.count == 1 && rows.first?.1 == Fact(text: "x"))
            #expect(rows.first?.0.sequence == 7 && rows.first?.0.type == "thing.happened.v1")
        }
    }

    @Test func manyEventsAreWrittenAtOnceEachWithItsOwnIdentity() async throws {
        try await OutboxFixture.with { database, outbox, _ async throws in
            let entries = (1...300).map {
                Outbox.Entry(
                    subject: "s-\($0)", application: $0.isMultiple(of: 2) ? "a" : "b", data: Fact(text: "ä \" \($0)"))
            }
            try await database.transaction(.applications(["a", "b"]), until: .now + .seconds(5)) { transaction in
                try outbox.write(happened, entries, trace: "t", causation: "c", in: transaction)
                try outbox.write(happened, [Outbox.Entry<Fact>](), in: transaction)
            }
            let rows = try await rows(database)
            #expect(rows.map(\.0.subject) == entries.map(\.subject))
            #expect(rows.map(\.0.application) == entries.map(\.application))
            #expect(rows.map(\.1) == entries.map(\.data))
            #expect(Set(rows.map(\.0.id)).count == 300 && Set(rows.map(\.0.sequence)).count == 300)
            #expect(rows.allSatisfy { $0.0.trace == "t" && $0.0.causation == "c" && $0.0.type == happened.name })
            // A later event of one of them follows.
            try await database.transaction(.applications(["a"]), until: .now + .seconds(5)) { transaction in
                try outbox.write(happened, subject: "s-1", application: "a", Fact(text: "later"), in: transaction)
            }
            let sequences = try await self.rows(database).filter { $0.0.subject == "s-1" }.map(\.0.sequence)
            #expect(sequences.count == 2 && sequences == sequences.sorted())
        }
    }

    @Test func oneOfManyMayHaveItsOwnCauseAndWhatHasNoTraceBeginsOne() async throws {
        try await OutboxFixture.with { database, outbox, _ async throws in
            let entries = [
                Outbox.Entry(subject: "s-1", application: "a", data: Fact(text: "x"), trace: "t", causation: "c-1"),
                Outbox.Entry(subject: "s-2", application: "a", data: Fact(text: "y")),
            ]
            try await database.transaction(.applications(["a"]), until: .now + .seconds(5)) { transaction in
                try outbox.write(happened, entries, causation: "c", in: transaction)
                try outbox.write(
                    happened, subject: "s-3", application: "a", sequence: 1, Fact(text: "z"), causation: "c",
                    in: transaction)
            }
            let events = try await rows(database).map(\.0)
            #expect(events.map(\.causation) == ["c-1", "c", "c"])
            #expect(events.first?.trace == "t")
            let begun = events.dropFirst().compactMap(\.trace).compactMap { TraceContext($0) }
            #expect(begun.count == 2)
        }
    }

    @Test func withoutASequenceOfItsOwnASubjectsEventsRise() async throws {
        try await OutboxFixture.with { database, outbox, _ async throws in
            for text in ["1", "2", "3"] {
                try await database.transaction(.applications(["a"]), until: .now + .seconds(5)) { transaction in
                    try outbox.write(happened, subject: "s", application: "a", Fact(text: text), in: transaction)
                }
            }
            let sequences = try await rows(database).map(\.0.sequence)
            #expect(sequences.count == 3 && sequences == sequences.sorted() && Set(sequences).count == 3)
        }
    }

    @Test func anotherApplicationsEventCanNotBeWritten() async throws {
        try await OutboxFixture.with { database, outbox, _ async throws in
            await #expect(throws: PostgresFailure.self) {
                try await database.transaction(.applications(["a"]), until: .now + .seconds(5)) { transaction in
                    try outbox.write(
                        happened, subject: "s", application: "b", sequence: 1, Fact(text: "x"), in: transaction)
                }
            }
        }
    }

    @Test func aMessageTakesEffectOncePerConsumer() async throws {
        try await OutboxFixture.with { database, _, _ async throws in
            func isFirst(_ consumer: String) async throws -> Bool {
                try await database.transaction(.background, until: .now + .seconds(5)) { transaction in
                    try Inbox.isFirst("m", consumer: consumer, in: transaction)
                }
            }
            #expect(try await isFirst("one"))
            #expect(try await !isFirst("one"))
            #expect(try await isFirst("two"))
        }
    }

    @Test func theSweepDeletesOnlyWhatIsPastItsTime() async throws {
        try await OutboxFixture.with { database, _, _ async throws in
            try await database.transaction(.background, until: .now + .seconds(5)) { transaction in
                try transaction.execute(
                    """
                    insert into outbox (message_id, application_id, subject, routing_key, body, published_at)
                    values ('old', 'a', 's', 'k', '', now() - interval '8 days'), ('new', 'a', 's', 'k', '', now()),
                           ('waiting', 'a', 's', 'k', '', null)
                    """)
                try transaction.execute(
                    """
                    insert into inbox (consumer, message_id, received_at)
                    values ('c', 'old', now() - interval '8 days'), ('c', 'new', now())
                    """)
                try transaction.execute(
                    """
                    insert into idempotency (application_id, caller, operation, key, request_hash, created_at)
                    values ('a', 'c', 'o', 'old', '', now() - interval '25 hours'), ('a', 'c', 'o', 'new', '', now())
                    """)
            }
            let sweep = RetentionSweep(database: database, logger: .init(label: "test"))
            #expect(try await sweep.sweep() == 3)
            #expect(try await sweep.sweep() == 0)
        }
    }
}

@Suite struct OutboxRulesTests {
    @Test func eventsOfASubjectFollowOneAnotherAndSubjectsGoSideBySide() {
        let rows = [(1, "a"), (2, "b"), (3, "a"), (4, "c"), (5, "b")].map { id, subject in
            OutboxRow(id: id, messageID: "\(id)", subject: subject, routingKey: "k", body: [])
        }
        #expect(OutboxBatch.bySubject(rows).map { $0.map(\.id) } == [[1, 3], [2, 5], [4]])
    }

    @Test func aSignalEndsTheWaitAndIsNotLostBeforeIt() async {
        let signal = WakeSignal()
        signal.raise()
        await signal.wait(atMost: .seconds(60))
        async let waiting: Void = signal.wait(atMost: .seconds(60))
        signal.raise()
        await waiting
    }

    @Test func aWaitEndsAfterItsTimeAgainAndAgain() async {
        let signal = WakeSignal()
        let start = ContinuousClock.now
        for _ in 0..<5 {
            await signal.wait(atMost: .milliseconds(5))
        }
        #expect(start.duration(to: .now) >= .milliseconds(25))
    }

    @Test func aCancelledWaitEnds() async {
        let signal = WakeSignal()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait(atMost: .seconds(3_600)) }
            group.cancelAll()
        }
    }
}
