// SPDX-License-Identifier: Apache-2.0

import Testing
import Time

@testable import Postgres

struct QueryTests {
    @Test func valuesBecomeNumberedBinds() {
        let hostile = "'; drop table notes; --"
        let query: Query = "select \(hostile), \(7), \(unsafeSQL: "now()") where \(true)"
        #expect(query.sql == "select $1, $2, now() where $3")
        #expect(query.binds == [.text(hostile), .int8(7), .bool(true)])
    }

    @Test func nothingIsNullOfTheRightType() {
        let query: Query = "\(String?.none) \(Int64?.none) \(Instant?.none) \([String]?.none) \(json: nil)"
        #expect(query.binds.map(\.type) == [.text, .int8, .timestamptz, .textArray, .jsonb])
        #expect(query.binds.allSatisfy { $0.bytes == nil })
    }

    @Test func anArrayWithoutNullsIsTheSameEitherWay() {
        let texts: [String] = ["ab", "", "c"]
        #expect(Bind.textArray(nullable: texts) == Bind.textArray(texts))
        #expect(Bind.textArray(nullable: []) == Bind.textArray([]))
        #expect(Bind.textArray(nullable: ["ab", nil, "c"]) != Bind.textArray(texts))
    }

    @Test func labelHoldsTheFirstWordsOnly() {
        let query: Query = """
            select title
            from appointments where id = \("secret")
            """
        #expect(query.label == "select title from appointments where id = $1")
        #expect(Query(sql: String(repeating: "word ", count: 500)).label.count <= 60)
    }

    @Test func epochShiftStaysClearOfInfinity() {
        #expect(PostgresEpoch.encode(microseconds: 946_684_800_000_000) == 0)
        #expect(PostgresEpoch.encode(microseconds: .min) == .min + 1)
        #expect(PostgresEpoch.encode(microseconds: .min + 946_684_800_000_000) == .min + 1)
        #expect(PostgresEpoch.decode(.max) == nil)
        #expect(PostgresEpoch.decode(.min) == nil)
        #expect(PostgresEpoch.decode(.max - 1) == nil)
        #expect(PostgresEpoch.decode(0) == 946_684_800_000_000)
    }

    @Test func statementWithNulIsRefusedBeforeItIsSent() {
        #expect(throws: PostgresFailure.self) { try Query(sql: "select 1\0, 2").checkSendable() }
        #expect(throws: Never.self) { try Query(sql: "select 1").checkSendable() }
    }

    @Test func scopeNeverSplitsAnIdentifier() throws {
        let opening = Scope.applications(["a", "b,c", "", "d"]).opening(user: "x", milliseconds: 0, readOnly: true)
        #expect(opening.binds == [.text("a,d"), .text("1")])
        let background = Scope.background.opening(user: "x", milliseconds: 5, readOnly: false)
        #expect(background.binds == [.text(""), .text("5"), .text("x_background")])
    }

    @Test(arguments: [Scope.applications(["a"]), .background])
    func onlyAReadSaysWhetherItMayWrite(scope: Scope) {
        let read = scope.opening(user: "x", milliseconds: 5, readOnly: true)
        let transaction = scope.opening(user: "x", milliseconds: 5, readOnly: false)
        #expect(read.sql.contains("set_config('transaction_read_only', 'on', true)"))
        #expect(!transaction.sql.contains("read_only"))
        // Every bind is used, and no other.
        for opening in [read, transaction] {
            #expect(opening.sql.contains("$\(opening.binds.count)"))
            #expect(!opening.sql.contains("$\(opening.binds.count + 1)"))
        }
    }

    @Test func cutArraysAreRefusedNotOverrun() throws {
        let whole = try #require(Bind.textArray(["ab", "c"]).bytes)
        for length in 0..<whole.count {
            let decoded = whole.prefix(length).withUnsafeBytes { [String].decode($0, of: .textArray) }
            #expect(decoded == nil, "cut after \(length)")
        }
        #expect(whole.withUnsafeBytes { [String].decode($0, of: .textArray) } == ["ab", "c"])
    }
}
