// SPDX-License-Identifier: Apache-2.0
import Foundation
import Postgres
import Testing

@testable import NotificationsService

@Suite struct MigrationListTests {
    @Test func everyFileOfTheFolderIsInTheListInOrder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Services/notifications/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
        #expect(Migrations.all.map(\.name) == files)
        for migration in Migrations.all {
            let text = try String(contentsOf: folder.appending(path: migration.name + ".sql"), encoding: .utf8)
            #expect(migration.sql == text)
            #expect(text.hasPrefix("-- "))
        }
    }
}
