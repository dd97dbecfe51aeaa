// SPDX-License-Identifier: Apache-2.0
import Foundation
import Postgres
import Testing

@testable import SchedulingService

@Suite struct MigrationListTests {
    @Test func theListIsTheFolder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Services/scheduling/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".sql") }
        #expect(SchedulingService.migrations.map { "\($0.name).sql" } == files.sorted())
    }
}
