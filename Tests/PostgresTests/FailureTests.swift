// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Postgres

struct FailureTests {
    @Test(arguments: ["08006", "57P01", "57P02", "57P03", "57014", "53300", "53100", "40001", "40P01", "25006"])
    func serverTroubleIsUnavailable(sqlState: String) {
        #expect(PostgresFailure(.server, sqlState: sqlState).isUnavailable)
    }

    @Test(arguments: ["23505", "23P01", "22021", "42601", "42501", "25P02"])
    func refusalIsNotUnavailable(sqlState: String) {
        #expect(!PostgresFailure(.server, sqlState: sqlState).isUnavailable)
    }

    @Test(arguments: [
        PostgresFailure.Code.unreachable, .queueFull, .late, .closed, .cancelled, .outcomeUnknown,
    ])
    func ourOwnTroubleIsUnavailable(code: PostgresFailure.Code) {
        #expect(PostgresFailure(code).isUnavailable)
    }

    @Test func summaryIsOnlyTakenFromClassesWithoutValues() {
        let message = "invalid input syntax for type uuid: \"alice@example.com\""
        #expect(PostgresFailure.safeSummary(message, sqlState: "22P02") == nil)
        #expect(PostgresFailure.safeSummary("column \"x\" does not exist", sqlState: "42703") != nil)
        #expect(PostgresFailure.safeSummary("raised", sqlState: "P0001") == nil)
    }

    @Test func configurationTakesTheURLApart() throws {
        let configuration = try PostgresConfiguration(
            url: "postgresql://us%40er:p%2Fw@[::1]:5433/suite?sslmode=disable")
        #expect(configuration.user == "us@er")
        #expect(configuration.password == "p/w")
        #expect(configuration.host == "::1")
        #expect(configuration.port == 5_433)
        #expect(configuration.database == "suite")
        #expect(configuration.tls == ["sslmode": "disable"])
    }

    @Test func configurationIsPrintedWithoutItsPassword() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://scheduling:s3cret@db/suite")
        #expect("\(configuration)" == "postgresql://scheduling@db:5432/suite")
        var dumped = ""
        dump(configuration, to: &dumped)
        dump([configuration], to: &dumped)
        #expect(!"\(String(reflecting: configuration)) \([configuration]) \(dumped)".contains("s3cret"))
    }

    @Test(arguments: [
        "", "http://u:p@h/d", "postgresql://h/d", "postgresql://u:p@h", "postgresql://u:secret@h:99999/d",
        "postgresql://u:secret@h/d%00x", "postgresql://u:secret@h/d?options=-c%20x", "postgresql://u:secret@h/a/b",
    ])
    func unusableURLIsRefusedWithoutBeingQuoted(url: String) throws {
        let failure = #expect(throws: PostgresFailure.self) { try PostgresConfiguration(url: url) }
        #expect(try #require(failure).code == .configuration)
        #expect(!"\(try #require(failure))".contains("secret"))
    }
}
