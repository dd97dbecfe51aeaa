// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

@Suite struct ZoneTests {
    /// Zone, wall time, the instant it is, and the wall time that clocks show then.
    @Test(
        arguments: [
            // Athens: gap 03:00 to 04:00 on March 29, overlap 03:00 to 04:00 on October 25 (native-clients.md M17).
            ("Europe/Athens", "2026-03-29T02:59:59", "2026-03-29T00:59:59.0Z", "2026-03-29T02:59:59"),
            ("Europe/Athens", "2026-03-29T03:00:00", "2026-03-29T01:00:00.0Z", "2026-03-29T04:00:00"),
            ("Europe/Athens", "2026-03-29T03:30:00", "2026-03-29T01:30:00.0Z", "2026-03-29T04:30:00"),
            ("Europe/Athens", "2026-03-29T04:00:00", "2026-03-29T01:00:00.0Z", "2026-03-29T04:00:00"),
            ("Europe/Athens", "2026-10-25T02:59:59", "2026-10-24T23:59:59.0Z", "2026-10-25T02:59:59"),
            ("Europe/Athens", "2026-10-25T03:30:00", "2026-10-25T00:30:00.0Z", "2026-10-25T03:30:00"),
            ("Europe/Athens", "2026-10-25T04:00:00", "2026-10-25T02:00:00.0Z", "2026-10-25T04:00:00"),
            // Long after the last transition that is written out.
            ("Europe/Athens", "2500-03-28T03:30:00", "2500-03-28T01:30:00.0Z", "2500-03-28T04:30:00"),
            ("Europe/Athens", "2500-10-31T03:30:00", "2500-10-31T00:30:00.0Z", "2500-10-31T03:30:00"),
            ("America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00.0Z", "2026-03-08T03:30:00"),
            ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00.0Z", "2026-11-01T01:30:00"),
            ("America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00.0Z", "2026-11-01T02:00:00"),
            // Lord Howe changes by half an hour.
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00.0Z", "2026-10-04T02:45:00"),
            ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00.0Z", "2026-04-05T01:45:00"),
            // Casablanca leaves its time for Ramadan.
            ("Africa/Casablanca", "2026-02-15T02:30:00", "2026-02-15T01:30:00.0Z", "2026-02-15T02:30:00"),
            ("Africa/Casablanca", "2026-03-22T02:30:00", "2026-03-22T02:30:00.0Z", "2026-03-22T03:30:00"),
            ("Asia/Kathmandu", "2026-01-01T00:00:00", "2025-12-31T18:15:00.0Z", "2026-01-01T00:00:00"),
            // Apia left out a whole day.
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00.0Z", "2011-12-31T12:00:00"),
            // Sao Paulo changed at midnight and gave it up in 2019.
            ("America/Sao_Paulo", "2018-11-04T00:30:00", "2018-11-04T03:30:00.0Z", "2018-11-04T01:30:00"),
            ("America/Sao_Paulo", "2018-02-17T23:30:00", "2018-02-18T01:30:00.0Z", "2018-02-17T23:30:00"),
            ("America/Sao_Paulo", "2026-11-01T00:30:00", "2026-11-01T03:30:00.0Z", "2026-11-01T00:30:00"),
            // Dublin's winter is the exception by law, by tz's main form a negative saving.
            ("Europe/Dublin", "2500-07-01T12:00:00", "2500-07-01T11:00:00.0Z", "2500-07-01T12:00:00"),
            ("Europe/Dublin", "2500-12-01T12:00:00", "2500-12-01T12:00:00.0Z", "2500-12-01T12:00:00"),
            ("UTC", "2026-03-29T03:30:00", "2026-03-29T03:30:00.0Z", "2026-03-29T03:30:00"),
            ("Etc/GMT+5", "2026-03-29T03:30:00", "2026-03-29T08:30:00.0Z", "2026-03-29T03:30:00"),
        ] as [(String, String, String, String)])
    func wallTimesBecomeInstants(zone: String, wall: String, instant: String, shown: String) throws {
        let zone = try Zone(identifier: zone)
        let resolved = zone.instant(of: try WallTime(wall))
        #expect(resolved.rfc3339 == instant)
        #expect(zone.wallTime(at: resolved).text == shown)
    }

    @Test(
        arguments: [
            ("Europe/Athens", "2026-03-29T00:59:59.999999Z", 7_200, "EET"),
            ("Europe/Athens", "2026-03-29T01:00:00Z", 10_800, "EEST"),
            ("Europe/Athens", "2499-07-01T00:00:00Z", 10_800, "EEST"),
            ("Asia/Kathmandu", "2026-03-29T01:00:00Z", 20_700, "+0545"),
            ("UTC", "2026-03-29T01:00:00Z", 0, "UTC"),
        ] as [(String, String, Int, String)])
    func offsetsAndAbbreviationsHoldAtAnInstant(zone: String, at: String, offset: Int, name: String) throws {
        let zone = try Zone(identifier: zone)
        let instant = try Instant(rfc3339: at)
        #expect(zone.offset(at: instant) == offset)
        #expect(zone.abbreviation(at: instant) == name)
    }

    @Test(arguments: [
        "", "Nowhere/Town", "europe/athens", "Europe/athens", "EUROPE/ATHENS", "Europe", "Europe/", "/Europe/Athens",
        "/etc/localtime", "/usr/share/zoneinfo/Europe/Athens", "../zoneinfo/Europe/Athens", "Europe/../Europe/Athens",
        "./Europe/Athens", "Europe//Athens", "posix/Europe/Athens", "right/Europe/Athens", "posix", "localtime",
        "posixrules", "Factory", "zone.tab", "tzdata.zi", "leapseconds", "leap-seconds.list", "iso3166.tab",
        "Europe/Athens ", " Europe/Athens", "Europe/Athens\0", "Europe\\Athens", "+02:00", "GMT+2", "CEST", "Ευρώπη",
        "EET-2EEST,M3.5.0/3,M10.5.0/4",
    ])
    func textsThatNameNoInstalledZoneAreRefused(identifier: String) {
        let failure = #expect(throws: TimeSyntaxFailure.self) { try Zone(identifier: identifier) }
        #expect(failure?.code == .unknownZone)
    }

    @Test func hugeNamesAreRefused() {
        #expect(throws: TimeSyntaxFailure.self) { try Zone(identifier: String(repeating: "A", count: 100_000)) }
        #expect(throws: TimeSyntaxFailure.self) { try Zone(identifier: String(repeating: "A/", count: 30) + "A") }
    }

    @Test func theInstalledZonesAreKnown() throws {
        let known = try InstalledZones.all().map(\.identifier)
        #expect(known.count > 400)
        for name in ["Europe/Athens", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5", "US/Pacific"] {
            #expect(known.contains(name))
        }
        #expect(!known.contains { $0.hasPrefix("posix") || $0.hasPrefix("right") || $0.contains(".") })
    }

    @Test func theEndsOfTimeDoNotTrap() throws {
        for name in ["Europe/Athens", "Pacific/Kiritimati", "Etc/GMT+12", "UTC", "Asia/Kathmandu"] {
            let zone = try Zone(identifier: name)
            for instant in [Instant.earliest, .latest] {
                let wall = zone.wallTime(at: instant)
                #expect(zone.instant(of: wall) == instant)
                #expect(!wall.text.isEmpty)
            }
        }
    }

    @Test func zonesOfOneNameAreEqual() throws {
        #expect(try Zone(identifier: "Europe/Athens") == Zone(identifier: "Europe/Athens"))
        #expect(try Zone(identifier: "Europe/Athens") != Zone(identifier: "EET"))
    }
}
