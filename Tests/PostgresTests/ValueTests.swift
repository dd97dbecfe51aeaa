// SPDX-License-Identifier: Apache-2.0

import Postgres
import TestSupport
import Testing
import Time

extension ServerTests {
    @Suite struct Values {
        @Test func everyTypeComesBackAsItWent() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let texts = ["", "a", "é, \"quoted\" {}", "NULL", "\\"]
                    let numbers: [Int64] = [.min, -1, 0, 1, .max]
                    let bytes: [UInt8] = Array(0...255)
                    let empty: [UInt8] = []
                    let none: [String] = []
                    let row = try #require(
                        try await pool.read(
                            .applications([]), until: .soon,
                            """
                            select \("é\u{1F600}'\\") as text, \(Int.min) as least, \(Int.max) as most, \(true) as yes,
                                \(false) as no, \(bytes) as bytes, \(empty) as empty, \(texts) as texts,
                                \(numbers) as numbers, \(none) as none, \("") as blank,
                                \(json: Array(#"{"a": [1, "x"]}"#.utf8)) as document, 1::int2 as small,
                                (-2147483648)::int4 as medium, 1.5::float8 as real, 'x'::varchar as label,
                                '00112233-4455-6677-8899-AABBCCDDEEFF'::uuid as key, \(String?.none) as nothing,
                                \(Int64?.none) as no_number
                            """
                        ).first?.first)
                    #expect(try row.decode("text", as: String.self) == "é\u{1F600}'\\")
                    #expect(try row.decode("least", as: Int.self) == .min)
                    #expect(try row.decode("most", as: Int64.self) == .max)
                    #expect(try row.decode("yes", as: Bool.self))
                    #expect(try !row.decode("no", as: Bool.self))
                    #expect(try row.decode("bytes", as: [UInt8].self) == bytes)
                    #expect(try row.decode("empty", as: [UInt8].self).isEmpty)
                    #expect(try row.decode("texts", as: [String].self) == texts)
                    #expect(try row.decode("numbers", as: [Int64].self) == numbers)
                    #expect(try row.decode("none", as: [String].self).isEmpty)
                    #expect(try row.decode("blank", as: String.self).isEmpty)
                    #expect(
                        try String(decoding: row.decode("document", as: [UInt8].self), as: UTF8.self)
                            == #"{"a": [1, "x"]}"#)
                    #expect(try row.decode("small", as: Int32.self) == 1)
                    #expect(try row.decode("medium", as: Int32.self) == .min)
                    #expect(try row.decode("medium", as: Int.self) == -2_147_483_648)
                    #expect(try row.decode("real", as: Double.self) == 1.5)
                    #expect(try row.decode("label", as: String.self) == "x")
                    #expect(try row.decode("key", as: String.self) == "00112233-4455-6677-8899-aabbccddeeff")
                    #expect(try row.decodeIfPresent("nothing", as: String.self) == nil)
                    #expect(try row.decodeIfPresent("no_number", as: Int.self) == nil)
                }
            }
        }

        @Test func anArrayMayHaveNullsAmongItsElements() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let gaps: [String?] = [nil, "", "a", nil]
                    let rows = try #require(
                        try await pool.read(
                            .applications([]), until: .soon, "select text from unnest(\(nullable: gaps)) as text"
                        ).first)
                    #expect(try rows.map { try $0.decodeIfPresent("text", as: String.self) } == gaps)
                }
            }
        }

        @Test(
            arguments: [
                0, 1, -1, 1_782_864_000_123_456, -62_135_596_800_000_000, 253_402_300_799_999_999,
            ] as [Int64])
        func instantComesBackToTheMicrosecond(microseconds: Int64) async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let instant = Instant(microseconds: microseconds)
                    let rows = try await pool.read(
                        .applications([]), until: .soon,
                        "select \(instant) as at, (extract(epoch from \(instant)) * 1000000)::int8 as count")
                    let row = try #require(rows.first?.first)
                    #expect(try row.decode("at", as: Instant.self) == instant)
                    #expect(try row.decode("count", as: Int64.self) == microseconds)
                }
            }
        }

        @Test func whatDoesNotFitIsADecodingFailure() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let rows = try await pool.read(
                        .applications([]), until: .soon,
                        """
                        select 'infinity'::timestamptz as forever, '-infinity'::timestamptz as ever,
                            '12000-01-01'::timestamptz as far, null::text as nothing, array['a', null] as gaps,
                            array[['a'], ['b']] as square, 1::int8 as number
                        """)
                    let row = try #require(rows.first?.first)
                    for column in ["forever", "ever", "far", "nothing", "number", "absent"] {
                        #expect(throws: PostgresFailure.self, "\(column)") {
                            try row.decode(column, as: Instant.self)
                        }
                    }
                    for column in ["nothing", "gaps", "square", "number"] {
                        #expect(throws: PostgresFailure.self, "\(column)") {
                            try row.decode(column, as: [String].self)
                        }
                    }
                    let failure = #expect(throws: PostgresFailure.self) { try row.decode("number", as: Int32.self) }
                    #expect(failure?.code == .decoding)
                    #expect(throws: PostgresFailure.self) { try row.decodeIfPresent("number", as: String.self) }
                }
            }
        }

        @Test func hostileTextStaysAValue() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let hostile = ["'; drop table notes; --", "$1", "\\'; --", "' or '1'='1", "\u{202E}", "%s%n"]
                    for text in hostile {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            try transaction.execute(
                                "insert into notes (application_id, id, body) values ('a', \(text), \(text))")
                        }
                    }
                    let rows = try await pool.read(
                        .applications(["a"]), until: .soon, "select body from notes where id = any(\(hostile))")
                    let bodies = try rows[0].map { try $0.decode("body", as: String.self) }
                    #expect(Set(bodies) == Set(hostile))
                }
            }
        }

        @Test func textWithNulIsRefusedNotCut() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let text = "alice@example.com\0.evil.test"
                    let single = try await failure {
                        _ = try await pool.read(.applications([]), until: .soon, "select \(text) as text")
                    }
                    #expect(single.sqlState == "22021")
                    let inArray = try await failure {
                        _ = try await pool.read(.applications([]), until: .soon, "select \([text]) as texts")
                    }
                    #expect(inArray.sqlState == "22021")
                    #expect(!"\(single) \(inArray)".contains("alice"))
                }
            }
        }

        @Test func largeResultArrivesWhole() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let rows = try await pool.read(
                        .applications([]), until: .soon,
                        "select n, repeat('x', 1000) as text from generate_series(1, 20000) as n",
                        "select \(String(repeating: "y", count: 3_000_000)) as echo")
                    #expect(rows[0].count == 20_000)
                    #expect(try rows[0].last?.decode("n", as: Int.self) == 20_000)
                    #expect(try rows[0].last?.decode("text", as: String.self).count == 1_000)
                    #expect(try rows[1].first?.decode("echo", as: String.self).count == 3_000_000)
                }
            }
        }
    }
}
