// SPDX-License-Identifier: Apache-2.0
import Postgres

/// The room's migrations, forward only and in order; a test compares the list with the folder.
enum Migrations {
    static let all = [
        Migration(
            name: "0001_messaging", sql: String(decoding: PackageResources._001_messaging_sql, as: UTF8.self)),
        Migration(
            name: "0002_appointments", sql: String(decoding: PackageResources._002_appointments_sql, as: UTF8.self)),
        Migration(
            name: "0003_conferences", sql: String(decoding: PackageResources._003_conferences_sql, as: UTF8.self)),
        Migration(name: "0004_settings", sql: String(decoding: PackageResources._004_settings_sql, as: UTF8.self)),
        Migration(
            name: "0005_verifications",
            sql: String(decoding: PackageResources._005_verifications_sql, as: UTF8.self)),
        Migration(
            name: "0006_ticket_guesses",
            sql: String(decoding: PackageResources._006_ticket_guesses_sql, as: UTF8.self)),
        Migration(
            name: "0007_occupancy_by_appointment",
            sql: String(decoding: PackageResources._007_occupancy_by_appointment_sql, as: UTF8.self)),
        Migration(
            name: "0008_outbox_indexes",
            sql: String(decoding: PackageResources._008_outbox_indexes_sql, as: UTF8.self)),
        Migration(
            name: "0009_occupancy_indexes",
            sql: String(decoding: PackageResources._009_occupancy_indexes_sql, as: UTF8.self)),
        Migration(
            name: "0010_agents_lists",
            sql: String(decoding: PackageResources._010_agents_lists_sql, as: UTF8.self)),
        Migration(
            name: "0011_joined_revision",
            sql: String(decoding: PackageResources._011_joined_revision_sql, as: UTF8.self)),
    ]
}
