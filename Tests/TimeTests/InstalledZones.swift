// SPDX-License-Identifier: Apache-2.0

import Foundation
import Time

/// What the system's time zone database has.
enum InstalledZones {
    /// Every zone, by name; reads the whole database.
    static func all() throws -> [Zone] {
        try FileManager.default.subpathsOfDirectory(atPath: ZoneDatabase.system.directory).sorted()
            .compactMap { try? Zone(identifier: $0) }
    }
}
