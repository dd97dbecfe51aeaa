// SPDX-License-Identifier: Apache-2.0
import Postgres

/// The migrations of this room, in order; a new file in `Migrations` gets a line here.
enum Migrations {
    static let all = [
        Migration(name: "0001_messaging", sql: String(decoding: PackageResources._001_messaging_sql, as: UTF8.self)),
        Migration(
            name: "0002_appointments", sql: String(decoding: PackageResources._002_appointments_sql, as: UTF8.self)),
        Migration(
            name: "0003_outbox_indexes",
            sql: String(decoding: PackageResources._003_outbox_indexes_sql, as: UTF8.self)),
    ]
}
