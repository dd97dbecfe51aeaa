// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A directory of compiled zone files (TZif, RFC 8536), read as zones are asked for.
///
/// A zone stays as it was first read for the life of the object, so a process sees one version of the rules.
package final class ZoneDatabase: Sendable {
    /// The directory the files are in.
    package let directory: String

    private let zones = Mutex<[String: Zone]>([:])

    /// The tz database has about 600 names; more are not kept.
    private static let mostZones = 700

    /// The system's: the directory in the environment variable `TZDIR`, else `/usr/share/zoneinfo`.
    package static let system = ZoneDatabase(
        directory: getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo")

    package init(directory: String) {
        self.directory = directory
    }

    /// The zone of this name, in exactly this case.
    ///
    /// Files that are not zones, the trees `posix` and `right`, and the stand-ins `localtime`, `posixrules` and `Factory`
    /// are no names.
    /// - Throws: ``TimeSyntaxFailure`` with `unknownZone` where there is none, or its file is broken.
    package func zone(_ identifier: String) throws(TimeSyntaxFailure) -> Zone {
        if let zone = zones.withLock({ $0[identifier] }) { return zone }
        guard Self.isName(identifier), let table = table(identifier) else {
            throw TimeSyntaxFailure(.unknownZone, "not the name of an installed time zone")
        }
        let zone = Zone(identifier: identifier, table: table)
        return zones.withLock { zones in
            if let first = zones[identifier] { return first }
            if zones.count < Self.mostZones { zones[identifier] = zone }
            return zone
        }
    }

    private func table(_ identifier: String) -> TransitionTable? {
        // The largest file of the database has less than 4 KB.
        guard let bytes = Self.read("\(directory)/\(identifier)", upTo: 262_144) else { return nil }
        return TransitionTable(tzif: bytes)
    }
}

// MARK: - Names

extension ZoneDatabase {
    /// Parts of letters, digits, `_`, `+` and `-` that begin with a letter: no path leaves the directory.
    private static func isName(_ identifier: String) -> Bool {
        guard (1...64).contains(identifier.utf8.count) else { return false }
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy(isPart), let first = parts.first else { return false }
        switch String(first) {
        case "posix", "right": return false
        case "localtime", "posixrules", "Factory": return parts.count > 1
        default: return true
        }
    }

    private static func isPart(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, isLetter(first) else { return false }
        return part.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
            default: isLetter(byte)
            }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

// MARK: - Files

extension ZoneDatabase {
    /// The first bytes of a regular file, nil where there is none.
    private static func read(_ path: String, upTo limit: Int) -> [UInt8]? {
        // Without O_NONBLOCK a FIFO in the directory would hold the caller.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = min(max(Int(status.st_size), 0), limit)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let length = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                guard length > 0 else { break }
                count += length
            }
        }
    }
}
