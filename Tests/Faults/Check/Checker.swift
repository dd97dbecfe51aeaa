// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

/// Compares the load generator's record with the databases, the broker and the mail sink after a cycle.
struct Checker: Sendable {
    let instance: Instance
    let load: Load
    let watch: Watch
    let bounds: Bounds
    /// When each fault was over.
    let faultEnds: [Instant]
    let begun: Instant

    var findings: Findings { load.findings }
    var database: Database { Database(url: instance.database) }

    /// What there was to compare, for the report: a zero means little without it.
    struct Extent: Sendable {
        var appointments = 0
        var events = 0
        var mails = 0
        var uncertain = 0
    }

    func check() async throws -> Extent {
        let census = try await Census(of: load.application, in: database)
        let mails = try Mails(in: instance.mails, to: load.domain, since: begun)
        let writes = Writes(load.ledger.lines)
        checkAppointments(census, writes)
        checkVersions(census, writes)
        checkListeners(census)
        checkArrivals(census)
        checkMessages(census, mails)
        checkDeadLetters()
        try await checkServers()
        return Extent(
            appointments: census.appointments.count, events: census.events.count, mails: mails.count,
            uncertain: census.messages.count { $0.state == "uncertain" })
    }

    /// Each booking that was answered as done is there once, and nothing is that was refused or never asked for.
    private func checkAppointments(_ census: Census, _ writes: Writes) {
        let byTitle = Dictionary(grouping: census.appointments, by: \.title)
        for (key, booking) in writes.bookings {
            let rows = byTitle[key] ?? []
            if rows.count > 1 {
                findings.add(.duplicated, "\(key) was booked \(rows.count) times")
            }
            if let id = booking.appointment, !rows.contains(where: { $0.id == id }) {
                findings.add(.lost, "\(key) was answered with \(id), which is not there")
            }
            if booking.appointment == nil, !booking.isPossible, !rows.isEmpty {
                findings.add(.duplicated, "\(key) was refused and is there")
            }
        }
        for (title, rows) in byTitle where writes.bookings[title] == nil {
            findings.add(.duplicated, "\(rows.count) appointments of \(title) that nobody asked for")
        }
    }

    /// An appointment's versions are its changes: as many as were accepted, at most as many more as are unknown, and
    /// each has its one event with what was asked for.
    private func checkVersions(_ census: Census, _ writes: Writes) {
        let events = Dictionary(grouping: census.events.filter { $0.source == "/services/scheduling" }, by: \.subject)
        for appointment in census.appointments {
            let own = events[appointment.id] ?? []
            let sequences = own.map(\.sequence).sorted()
            let expected = Array(1...max(appointment.version, 1))
            if Set(sequences) != Set(expected) {
                findings.add(.lost, "\(appointment.id) has version \(appointment.version) and events \(sequences)")
            } else if sequences != expected {
                findings.add(.duplicated, "\(appointment.id) has events \(sequences)")
            }
            let changes = writes.changes[appointment.id] ?? []
            let accepted = changes.count { $0.isAccepted }
            let possible = changes.count { !$0.isAccepted && $0.isPossible }
            if appointment.version - 1 < accepted {
                findings.add(.lost, "\(accepted) changes of \(appointment.id), version \(appointment.version)")
            }
            if appointment.version - 1 > accepted + possible {
                findings.add(.duplicated, "\(accepted) changes of \(appointment.id), version \(appointment.version)")
            }
            for change in changes where change.isAccepted {
                if change.isCancellation {
                    if !appointment.isCancelled { findings.add(.lost, "cancellation of \(appointment.id)") }
                } else if !own.contains(where: { $0.sequence == change.version && $0.start == change.start }) {
                    findings.add(
                        .lost, "move of \(appointment.id) to \(change.start ?? "") in version \(change.version ?? 0)")
                }
            }
        }
        let present = Set(census.appointments.map(\.id))
        for id in writes.changes.keys where !present.contains(id) {
            findings.add(.lost, "\(id) was changed and is not there")
        }
    }

    /// The other services have each appointment's newest version, and its customer's details are confirmed.
    private func checkListeners(_ census: Census) {
        for appointment in census.appointments {
            for (service, version) in zip(SuiteService.listeners, appointment.known)
            where version != appointment.version {
                findings.add(
                    .stuck,
                    "\(service.rawValue) knows \(appointment.id) at \(version ?? 0), not \(appointment.version)")
            }
            if appointment.customers != 1 {
                findings.add(.lost, "\(appointment.id) has \(appointment.customers) confirmed customers")
            }
        }
    }
}
