// SPDX-License-Identifier: Apache-2.0
import Postgres

/// The migrations of this room, in order; a new file in `Migrations` gets a line here.
enum Migrations {
    static let all = [
        Migration(name: "0001_messaging", sql: String(decoding: PackageResources._001_messaging_sql, as: UTF8.self)),
        Migration(
            name: "0002_participants", sql: String(decoding: PackageResources._002_participants_sql, as: UTF8.self)),
        Migration(
            name: "0003_added_customers",
            sql: String(decoding: PackageResources._003_added_customers_sql, as: UTF8.self)),
        Migration(name: "0004_erasure", sql: String(decoding: PackageResources._004_erasure_sql, as: UTF8.self)),
        Migration(name: "0005_retention", sql: String(decoding: PackageResources._005_retention_sql, as: UTF8.self)),
        Migration(
            name: "0006_outbox_indexes",
            sql: String(decoding: PackageResources._006_outbox_indexes_sql, as: UTF8.self)),
    ]
}
