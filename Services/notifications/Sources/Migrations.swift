// SPDX-License-Identifier: Apache-2.0
import Postgres

/// The migrations of this room, in order; a new file in `Migrations` gets a line here.
enum Migrations {
    static let all = [
        Migration(name: "0001_messaging", sql: String(decoding: PackageResources._001_messaging_sql, as: UTF8.self)),
        Migration(name: "0002_ledger", sql: String(decoding: PackageResources._002_ledger_sql, as: UTF8.self)),
        Migration(name: "0003_settings", sql: String(decoding: PackageResources._003_settings_sql, as: UTF8.self)),
        Migration(name: "0004_senders", sql: String(decoding: PackageResources._004_senders_sql, as: UTF8.self)),
        Migration(name: "0005_codes", sql: String(decoding: PackageResources._005_codes_sql, as: UTF8.self)),
        Migration(
            name: "0006_ledger_space", sql: String(decoding: PackageResources._006_ledger_space_sql, as: UTF8.self)),
        Migration(
            name: "0007_outbox_indexes",
            sql: String(decoding: PackageResources._007_outbox_indexes_sql, as: UTF8.self)),
        Migration(
            name: "0008_code_failures",
            sql: String(decoding: PackageResources._008_code_failures_sql, as: UTF8.self)),
    ]
}
