// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Time

@Suite struct ZoneDatabaseTests {
    /// A directory of its own with a few files copied from the system's database.
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    private func systemFile(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(ZoneDatabase.system.directory)/\(name)")))
    }

    @Test func onlyZoneFilesAreZones() throws {
        try withDirectory { directory in
            let athens = try systemFile("Europe/Athens")
            try Data(athens).write(to: directory.appending(path: "Good"))
            try Data(athens.prefix(300)).write(to: directory.appending(path: "Cut"))
            try Data("hello".utf8).write(to: directory.appending(path: "Text"))
            try Data().write(to: directory.appending(path: "Empty"))
            try FileManager.default.createDirectory(
                at: directory.appending(path: "Folder"), withIntermediateDirectories: false)
            try #require(mkfifo(directory.appending(path: "Pipe").path, 0o600) == 0)
            let database = ZoneDatabase(directory: directory.path)
            #expect(try database.zone("Good").identifier == "Good")
            for name in ["Cut", "Text", "Empty", "Folder", "Pipe", "Missing"] {
                #expect(throws: TimeSyntaxFailure.self) { try database.zone(name) }
            }
        }
    }

    @Test func aZoneStaysAsItWasFirstRead() throws {
        try withDirectory { directory in
            let file = directory.appending(path: "Place")
            try Data(systemFile("Europe/Athens")).write(to: file)
            let database = ZoneDatabase(directory: directory.path)
            let instant = Instant(microseconds: 1_767_225_600_000_000)
            #expect(try database.zone("Place").offset(at: instant) == 7_200)
            try Data(systemFile("Asia/Kathmandu")).write(to: file)
            #expect(try database.zone("Place").offset(at: instant) == 7_200)
            #expect(try ZoneDatabase(directory: directory.path).zone("Place").offset(at: instant) == 20_700)
        }
    }

    @Test(arguments: ["Europe/Athens", "Africa/Casablanca", "UTC"])
    func brokenFilesNeverTrap(name: String) throws {
        let file = try systemFile(name)
        for length in stride(from: 0, to: file.count, by: file.count > 1_000 ? 7 : 1) {
            #expect(TransitionTable(tzif: Array(file.prefix(length))) == nil)
        }
        var generator = SeededGenerator(seed: 6)
        var accepted = 0
        for _ in 0..<3_000 {
            var bytes = file
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                // Most of it at the heads and the footer, where everything hangs together.
                let place = Int.random(in: 0..<file.count, using: &generator)
                let index = [place, place % 100, file.count - 1 - place % 40][Int.random(in: 0..<3, using: &generator)]
                bytes[max(index, 0)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let table = TransitionTable(tzif: bytes) else { continue }
            accepted += 1
            for time in [-62_135_596_800, -1, 0, 1_774_749_600, 4_000_000_000, 253_402_300_799] {
                let offset = table.localType(at: time).offset
                #expect(TransitionTable.farthestOffset.contains(offset) || abs(offset) < 100_000)
                _ = table.offset(ofWall: time)
            }
        }
        #expect(accepted > 0)
    }
}
