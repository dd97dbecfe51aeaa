// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract
import TestSupport
import Testing

@testable import NotificationsService
@testable import Outbox

@Suite(.needsPostgres) struct SettingsTests {
    private static let administrator = Caller(subject: "admin", roles: [.admin], applications: ["app-1", "app-2"])
    private static let defaults = SettingsDefaults(ticketBaseUrl: "https://suite.example")

    private func request<Asked: PublicOperation>(
        _ type: Asked.Type, _ json: String, application: String, key: String? = nil, ifMatch: String? = nil
    ) throws -> Request<Asked> {
        let body = try JSONValue.parse(Array(json.utf8)).members ?? []
        // The path's wins, as the gateway has it.
        let rest = body.filter { $0.name != "applicationId" }
        var input = Input(.object(rest + [JSONValue.Member(name: "applicationId", value: .string(application))]))
        let operation = Asked(reading: &input)
        return Request(
            operation: operation, faults: input.faults, caller: Self.administrator, id: Identifier.random(), key: key,
            ifMatch: ifMatch, payload: Array(json.utf8), deadline: Deadline(in: .seconds(10)))
    }

    private func find(_ fixture: NotificationsFixture, _ application: String = "app-1") async throws -> Answer {
        try await FindSettingsHandler(database: fixture.database, defaults: Self.defaults)
            .handle(request(FindSettings.self, "{}", application: application))
    }

    private func replace(
        _ fixture: NotificationsFixture, _ json: String, application: String = "app-1", key: String? = nil,
        ifMatch: String? = nil
    ) async throws -> Answer {
        try await ReplaceSettingsHandler(
            database: fixture.database, outbox: fixture.outbox, clock: fixture.time.clock, defaults: Self.defaults
        ).handle(request(ReplaceSettings.self, json, application: application, key: key, ifMatch: ifMatch))
    }

    /// What a document shows, as it would be set.
    private func shown(_ answer: Answer) throws -> ApplicationSettings {
        let request = try request(ReplaceSettings.self, text(answer), application: "app-1")
        try request.requireValid()
        return request.operation.settings
    }

    private func text(_ answer: Answer) -> String {
        String(decoding: answer.body, as: UTF8.self)
    }

    private func changes(_ fixture: NotificationsFixture) async throws -> [SettingsChange] {
        try await fixture.read("select body from outbox where routing_key = 'settings.changed.v1' order by id").map {
            try CloudEvent.decode($0.decode("body"), as: SettingsChange.self).1
        }
    }

    @Test func anApplicationThatNeverSetAnyHasTheDefaults() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let answer = try await find(fixture)
            let document = try JSONValue.parse(answer.body)
            let rest = (document.members ?? []).filter { $0.name != "notifications" }
            let expected = """
                {"active": true, "applicationId": "app-1", "autoActivate": true, "locale": "en",
                 "overlapPolicy": "REFUSE", "retention": "P30D", "ticketBaseUrl": "https://suite.example"}
                """
            #expect(try JSONValue.object(rest).canonical == JSONValue.parse(Array(expected.utf8)).canonical)
            #expect(try shown(answer).notifications == BuiltInTemplates.english.stored)
            #expect(answer.etag == "\"0\"")
            let store = SettingsStore(database: fixture.database)
            #expect(try await store.stored(for: ["app-1"], until: .now + .seconds(5)).isEmpty)
        }
    }

    @Test func whatIsSetIsReadAndAnnouncedAndTheRestGetsItsDefault() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let json = """
                {"active": false, "autoActivate": false, "overlapPolicy": "ALLOW", "locale": "de_AT",
                 "ticketBaseUrl": "https://video.example/rooms/", "retention": "p2d", "notifications": [
                   {"type": "REMINDER", "channel": "SMS", "period": "P60M", "locale": "de", "textBody": "Bald"},
                   {"type": "CREATE", "channel": "EMAIL", "period": "PT5M", "htmlBody": "<p>{{firstName}}</p>"}]}
                """
            let answer = try await replace(fixture, json)
            #expect(answer.etag == "\"1\"")
            #expect(try await find(fixture) == answer)
            let document = try JSONValue.parse(answer.body)
            #expect(document["active"] == .boolean(false))
            #expect(document["ticketBaseUrl"]?.text == "https://video.example/rooms")
            #expect(document["retention"]?.text == "P2D")
            let templates = document["notifications"]?.elements ?? []
            #expect(templates.map { $0["period"]?.text } == ["PT1H", nil])
            #expect(try await find(fixture, "app-2").etag == "\"0\"")

            let second = try await replace(fixture, #"{"locale": "fr"}"#)
            #expect(second.etag == "\"2\"")
            #expect(try JSONValue.parse(second.body)["active"] == .boolean(true))
            let changes = try await changes(fixture)
            #expect(changes.map(\.previous?.locale) == [nil, "de_AT"])
            #expect(changes.map(\.current.locale) == ["de_AT", "fr"])
            #expect(changes.map(\.actor?.id) == ["admin", "admin"])
            #expect(changes.map(\.actor?.role) == ["ROLE_ADMIN", "ROLE_ADMIN"])
            #expect(changes.map(\.actorId) == ["admin", "admin"])
            let store = SettingsStore(database: fixture.database)
            let stored = try await store.stored(for: ["app-1", "app-2"], until: .now + .seconds(5))
            #expect(stored == ["app-1": changes[1].current])
        }
    }

    @Test func theSameSettingsAgainChangeNothing() async throws {
        try await NotificationsFixture.with { fixture async throws in
            // The defaults, said aloud, are settings of the application's own.
            #expect(try await replace(fixture, "{}").etag == "\"1\"")
            #expect(try await replace(fixture, #"{"active": true, "retention": "P30D"}"#).etag == "\"1\"")
            #expect(try await changes(fixture).count == 1)
        }
    }

    @Test func anotherUnicodeFormIsAnotherText() async throws {
        try await NotificationsFixture.with { fixture async throws in
            for (text, version) in [(#"caf\u00e9"#, 1), (#"cafe\u0301"#, 2), (#"cafe\u0301"#, 2)] {
                let json = #"{"notifications": [{"type": "CREATE", "channel": "SMS", "textBody": "\#(text)"}]}"#
                #expect(try await replace(fixture, json).etag == "\"\(version)\"", "\(text)")
            }
            let kept = try await find(fixture)
            let body = try #require(try shown(kept).notifications?.first?.textBody)
            #expect(Array(body.utf8) == Array("cafe\u{301}".utf8))

            // The built-in ones in another form are the application's own.
            let builtIn = try await replace(fixture, #"{"locale": "de"}"#)
            let german = text(builtIn)
            let decomposed = german.replacing("ü", with: "u\u{308}")
            try #require(Array(decomposed.utf8) != Array(german.utf8))
            _ = try await replace(fixture, decomposed)
            #expect(try await changes(fixture).last?.current.notifications != nil)
        }
    }

    @Test func whatIsNotSetIsShownAsItsDefault() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let answer = try await replace(fixture, #"{"locale": "de_AT"}"#)
            #expect(try shown(answer).notifications == BuiltInTemplates.german.stored)
            #expect(try shown(answer).ticketBaseUrl == "https://suite.example")
            #expect(try await find(fixture) == answer)
            let none = try await replace(fixture, #"{"notifications": []}"#)
            #expect(try shown(none).notifications == [])
        }
    }

    @Test func whatWasShownAndComesBackIsNotKeptAsTheApplicationsOwn() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let shown = try await find(fixture)
            let first = try await replace(fixture, text(shown), ifMatch: shown.etag)
            #expect(first.body == shown.body)
            #expect(try await changes(fixture).map(\.current) == [.defaults])

            let german = try await replace(fixture, #"{"locale": "de_AT", "retention": "P2D"}"#)
            #expect(try await replace(fixture, text(german), ifMatch: german.etag) == german)
            #expect(try await changes(fixture).count == 2)

            // In another language the list is one of the application's own.
            let own = text(german).replacing("de_AT", with: "en")
            _ = try await replace(fixture, own)
            let last = try #require(try await changes(fixture).last?.current)
            #expect(last.notifications == BuiltInTemplates.german.stored)
            #expect(last.ticketBaseUrl == nil)
        }
    }

    @Test func anApplicationOutsideTheTokenIsNotFound() async throws {
        try await NotificationsFixture.with { fixture async throws in
            await #expect(throws: Refusal(.notFound)) { _ = try await find(fixture, "app-3") }
            await #expect(throws: Refusal(.notFound)) {
                _ = try await replace(fixture, #"{"active": 1}"#, application: "app-3")
            }
        }
    }

    @Test func aStaleVersionIsRefusedAndAKeyAnswersAgain() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let first = try await replace(fixture, #"{"locale": "de"}"#, key: "k", ifMatch: "\"0\"")
            await #expect(throws: Refusal(.stale)) {
                _ = try await replace(fixture, #"{"locale": "fr"}"#, ifMatch: "\"0\"")
            }
            #expect(try await replace(fixture, #"{"locale": "fr"}"#, ifMatch: "\"1\"").etag == "\"2\"")
            #expect(try await replace(fixture, #"{"locale": "de"}"#, key: "k", ifMatch: "\"0\"") == first)
            await #expect(throws: Refusal(.keyReused)) { _ = try await replace(fixture, "{}", key: "k") }
            #expect(try await changes(fixture).count == 2)
        }
    }

    @Test func manyAtOnceFollowOneAnother() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask { _ = try await replace(fixture, #"{"retention": "P\#(number + 1)D"}"#) }
                }
                try await group.waitForAll()
            }
            #expect(try await find(fixture).etag == "\"8\"")
            let changes = try await changes(fixture)
            #expect(changes.map(\.previous) == [nil] + changes.dropLast().map(\.current))
        }
    }
}
